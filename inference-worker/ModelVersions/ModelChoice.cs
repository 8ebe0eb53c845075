using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker;

/// <summary>Which of the available packages serve in which role.</summary>
internal sealed record ModelChoice(AvailableModel Primary, AvailableModel? Fallback, AvailableModel? Shadow)
{
    private const string None = "none";

    /// <exception cref="ModelPackageException">What is asked for is not there, or nothing is asked for and there is no single best.</exception>
    public static ModelChoice From(ModelListing listing, ModelOptions options)
    {
        var primary = options.Name is { } name
            ? Pick(listing, name, options.Version)
            : Only(listing, listing.Models.Select(model => model.Kind).DefaultIfEmpty(ModelKind.Lamo).Min(), nameof(ModelOptions.Name), options.Version)
              ?? throw new ModelPackageException("There is no model package: put one into the models folder or container.");
        var fallback = options.FallbackName switch
        {
            None => null,
            { } fallbackName => Pick(listing, fallbackName, options.FallbackVersion),
            null when primary.Kind == ModelKind.LeaderStudent => null,
            null => Only(listing, ModelKind.LeaderStudent, nameof(ModelOptions.FallbackName), options.FallbackVersion),
        };
        var shadow = options.ShadowName is { } shadowName ? Pick(listing, shadowName, options.ShadowVersion) : null;
        if (shadow == primary) throw new ModelPackageException($"{ModelOptions.Section}:ShadowVersion names {primary}, which already answers: name another version.");
        return new ModelChoice(primary, fallback, shadow);
    }

    private static AvailableModel? Only(ModelListing listing, ModelKind kind, string option, string? version)
    {
        string[] names = [.. listing.Models.Where(model => model.Kind == kind).Select(model => model.Name).Distinct()];
        return names switch
        {
            [] => null,
            [var name] => Pick(listing, name, version),
            _ => throw new ModelPackageException($"There are several models of the same kind ({string.Join(", ", names)}): set {ModelOptions.Section}:{option}."),
        };
    }

    private static AvailableModel Pick(ModelListing listing, string name, string? version)
    {
        var versions = listing.Models.Where(model => model.Name == name).ToArray();
        version ??= listing.Current.GetValueOrDefault(name);
        return (version is null ? versions.MaxBy(model => model.Version, VersionOrder.Instance) : versions.FirstOrDefault(model => model.Version == version))
            ?? throw new ModelPackageException($"There is no model package {name}@{version ?? "(newest)"}.");
    }
}
