using System.Xml;
using System.Text.Json.Nodes;
using MedRecCloud.Infra.Tests.Bicep;
using MedRecCloud.Messaging;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>Queues and the events that come into them.</summary>
internal static class MessagingPolicies
{
    private static readonly string[] InCode = [QueueNames.FhirEvents, QueueNames.InferenceRequests, QueueNames.CohortRequests];

    private static readonly string[] EventTypes =
    [
        "Microsoft.HealthcareApis.FhirResourceCreated", "Microsoft.HealthcareApis.FhirResourceUpdated", "Microsoft.HealthcareApis.FhirResourceDeleted",
    ];

    public static IEnumerable<Policy> All =>
    [
        new(
            "The queues are those of the code",
            deployment => Difference(InCode, deployment.Of(Types.Queue).Select(queue => queue.Name.Split('/')[^1])),
            deployment => deployment.Of(Types.Queue)[0].Set("name", "sb/fhir-event")),
        Policy.Each("A repeated message id is dropped", Types.Queue, "properties.requiresDuplicateDetection", true, false),
        Policy.Each(
            "Repeats are recognised for ten minutes at least, and for no longer than Service Bus can", Types.Queue,
            queue => Duration(queue, "properties.duplicateDetectionHistoryTimeWindow") is var window && window >= TimeSpan.FromMinutes(10) && window <= TimeSpan.FromDays(7),
            queue => queue.Set("properties.duplicateDetectionHistoryTimeWindow", "P8D")),
        Policy.Each("A message that grew too old is kept as a dead letter", Types.Queue, "properties.deadLetteringOnMessageExpiration", true, false),
        Policy.Each("A message is tried ten to twenty times", Types.Queue, queue => queue.At("properties.maxDeliveryCount")!.GetValue<int>() is >= 10 and <= 20, queue => queue.Set("properties.maxDeliveryCount", 1)),
        Policy.Each(
            "A lock is within what Service Bus allows", Types.Queue,
            queue => Duration(queue, "properties.lockDuration") is var held && held >= TimeSpan.FromSeconds(30) && held <= TimeSpan.FromMinutes(5),
            queue => queue.Set("properties.lockDuration", "PT10M")),
        Policy.Each(
            "A message does not wait for ever", Types.Queue,
            queue => Duration(queue, "properties.defaultMessageTimeToLive") is var kept && kept >= TimeSpan.FromDays(1) && kept <= TimeSpan.FromDays(14),
            queue => queue.Set("properties.defaultMessageTimeToLive", "P365D")),
        Policy.Each("Production's namespace is Premium, which private addresses need", Types.Namespace, "sku.name", "Premium", "Standard", productionOnly: true),
        Policy.Each(
            "Event Grid comes in as a trusted service", "Microsoft.ServiceBus/namespaces/networkRuleSets", "properties.trustedServiceAccessEnabled", true, false, productionOnly: true),
        Policy.Each(
            "Only Encounter and DocumentReference are taken from the FHIR service", Types.Subscription,
            s => s.At("properties.filter.advancedFilters.0") is { } filter && (string?)filter["key"] == "data.resourceType"
                && !Difference(["Encounter", "DocumentReference"], filter["values"]!.AsArray().Select(v => (string)v!)).Any(),
            s => ((JsonArray)s.At("properties.filter.advancedFilters.0.values")!).Add("Patient")),
        Policy.Each(
            "Created, updated and deleted resources are all heard of", Types.Subscription,
            s => !Difference(EventTypes, s.List("properties.filter.includedEventTypes").Select(v => v.ToString())).Any(),
            s => ((JsonArray)s.At("properties.filter.includedEventTypes")!).RemoveAt(2)),
        Policy.Each(
            "Events of another FHIR service of the workspace stay out", Types.Subscription,
            s => s.Is("properties.filter.subjectBeginsWith", "hospital-records.fhir.azurehealthcareapis.com"),
            s => s.Set("properties.filter.subjectBeginsWith", "")),
        Policy.Each(
            "Events are delivered into the queue, with an identity", Types.Subscription,
            s => s.Is("properties.deliveryWithResourceIdentity.identity.type", "UserAssigned")
                && s.Text("properties.deliveryWithResourceIdentity.destination.properties.resourceId")?.EndsWith("/queues/" + QueueNames.FhirEvents, StringComparison.Ordinal) == true,
            s => s.Set("properties.deliveryWithResourceIdentity.identity.type", "None")),
        Policy.Each(
            "The event's id becomes the message's, so that duplicate detection sees it", Types.Subscription,
            s => s.List("properties.deliveryWithResourceIdentity.destination.properties.deliveryAttributeMappings")
                .Any(m => (string?)m["name"] == "MessageId" && (string?)m["type"] == "Dynamic" && (string?)m["properties"]!["sourceField"] == "id"),
            s => s.Set("properties.deliveryWithResourceIdentity.destination.properties.deliveryAttributeMappings.0.name", "EventId")),
        Policy.Each(
            "An event that cannot be delivered is kept", Types.Subscription,
            s => s.Is("properties.deadLetterWithResourceIdentity.deadLetterDestination.properties.blobContainerName", "undelivered-events"),
            s => s.Set("properties.deadLetterWithResourceIdentity", null)),
    ];

    /// <summary>What is in one list and not in the other.</summary>
    public static IEnumerable<string> Difference(IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (left, right) = (expected.ToHashSet(), found.ToHashSet());
        return left.Except(right).Select(name => $"missing: {name}").Concat(right.Except(left).Select(name => $"unknown: {name}"));
    }

    private static TimeSpan Duration(Resource queue, string path) => XmlConvert.ToTimeSpan(queue.Text(path)!);
}
