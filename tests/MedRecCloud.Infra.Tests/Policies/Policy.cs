using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>One rule over a deployment, with the mistake that it must notice.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="Violations">What breaks the rule; nothing when it holds.</param>
/// <param name="Break">A mistake somebody could make in the template.</param>
/// <param name="ProductionOnly">Whether the rule is one of production alone.</param>
internal sealed record Policy(string Name, Func<Deployment, IEnumerable<string>> Violations, Action<Deployment> Break, bool ProductionOnly = false)
{
    /// <summary>A rule that every resource of a type must meet.</summary>
    public static Policy Each(string name, string type, Func<Resource, bool> holds, Action<Resource> mistake, bool productionOnly = false) => new(
        name,
        deployment => deployment.Of(type).Where(resource => !holds(resource)).Select(resource => resource.ToString()),
        deployment => mistake(deployment.Of(type)[^1]),
        productionOnly);

    /// <summary>A rule about a property of every resource of a type.</summary>
    public static Policy Each(string name, string type, string path, object expected, object wrong, bool productionOnly = false) =>
        Each(name, type, resource => resource.Is(path, expected), resource => resource.Set(path, System.Text.Json.JsonSerializer.SerializeToNode(wrong)), productionOnly);

    public override string ToString() => Name;
}
