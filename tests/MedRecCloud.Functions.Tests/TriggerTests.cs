using System.Reflection;
using System.Text.Json;
using MedRecCloud.Functions.Events;
using MedRecCloud.Messaging;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.Tests;

public sealed class TriggerTests
{
    internal static readonly string Root = Find(AppContext.BaseDirectory);

    private static IReadOnlyList<MethodInfo> Functions { get; } =
        [.. typeof(FhirEventTrigger).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)];

    [Fact]
    public void Every_trigger_has_a_test_that_runs_it()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests", "MedRecCloud.Functions.Tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Equal(9, Functions.Count);
        Assert.All(Functions, function => Assert.Matches($@"new {function.DeclaringType!.Name}\(|{function.DeclaringType!.Name} Trigger\(", tests));
    }

    [Fact]
    public void Function_names_are_their_classes_and_unique() => Assert.All(
        Functions.GroupBy(function => function.GetCustomAttribute<FunctionAttribute>()!.Name), group => Assert.Equal(group.Key, Assert.Single(group).DeclaringType!.Name));

    [Fact]
    public void A_trigger_has_at_most_thirty_lines() => Assert.All(Functions, function =>
        Assert.InRange(File.ReadAllLines(Directory.EnumerateFiles(Path.Combine(Root, "functions"), function.DeclaringType!.Name + ".cs", SearchOption.AllDirectories).Single()).Length, 1, 30));

    [Fact]
    public void Runtime_can_make_and_call_every_trigger() => Assert.All(Functions, function =>
    {
        Assert.True(function.DeclaringType is { IsPublic: true, IsSealed: true } type && type.GetConstructors().Length == 1);
        Assert.Equal(typeof(CancellationToken), function.GetParameters()[^1].ParameterType);
    });

    [Fact]
    public void Messages_are_settled_by_the_code_alone()
    {
        var trigger = Attribute<ServiceBusTriggerAttribute>(nameof(FhirEventTrigger));
        Assert.Equal((QueueNames.FhirEvents, "ServiceBus", false), (trigger.QueueName, trigger.Connection, trigger.AutoCompleteMessages));
        Assert.False(Host().GetProperty("extensions").GetProperty("serviceBus").GetProperty("autoCompleteMessages").GetBoolean());
    }

    [Fact]
    public void Blob_trigger_is_fed_by_Event_Grid_the_only_way_Flex_Consumption_has() =>
        Assert.Equal(BlobTriggerSource.EventGrid, Attribute<BlobTriggerAttribute>("CohortTrigger").Source);

    [Fact]
    public void Lock_is_renewed_for_longer_than_the_longest_pause() =>
        Assert.True(TimeSpan.Parse(Host().GetProperty("extensions").GetProperty("serviceBus").GetProperty("maxAutoLockRenewalDuration").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 2 * EventSettlement.LongestPause);

    [Fact]
    public void Every_connection_of_a_trigger_is_configured_by_the_infrastructure()
    {
        var main = File.ReadAllText(Path.Combine(Root, "infra", "main.bicep"));
        Assert.Contains("connections: ['AzureWebJobsStorage', 'ServiceBus', 'CohortStorage']", main, StringComparison.Ordinal);
        Assert.Equal(("ServiceBus", "CohortStorage"), (Attribute<ServiceBusTriggerAttribute>("FhirEventTrigger").Connection, Attribute<BlobTriggerAttribute>("CohortTrigger").Connection));
    }

    private static T Attribute<T>(string function)
        where T : Attribute => Functions.Single(f => f.DeclaringType!.Name == function).GetParameters().Select(p => p.GetCustomAttribute<T>()).OfType<T>().Single();

    private static JsonElement Host() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "host.json"))).RootElement;

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "MedRecCloud.sln")) ? folder : Find(Directory.GetParent(folder)!.FullName);
}
