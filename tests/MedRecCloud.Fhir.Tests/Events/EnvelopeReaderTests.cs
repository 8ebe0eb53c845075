using System.Text;
using MedRecCloud.Fhir.Events;

namespace MedRecCloud.Fhir.Tests.Events;

public class EnvelopeReaderTests
{
    private const string Encounter = """{"resourceType":"Encounter","id":"e","meta":{"versionId":"3"},"status":"finished"}""";

    [Theory]
    [InlineData("""{"id":"1","subject":"acc.example/Encounter/e","data":{"resourceType":"Encounter","resourceFhirAccount":"acc.example","resourceFhirId":"e","resourceVersionId":3},"eventType":"Microsoft.HealthcareApis.FhirResourceUpdated"}""", EnvelopeKind.EventGrid, "acc.example", "Encounter/e/_history/3", false)]
    [InlineData("""{"id":"1","subject":"acc.example/Encounter/e","data":{"ResourceType":"Encounter","ResourceFhirId":"e","ResourceVersionId":3},"eventType":"Microsoft.HealthcareApis.FhirResourceUpdated"}""", EnvelopeKind.EventGrid, "acc.example", "Encounter/e/_history/3", false)]
    [InlineData("""{"specversion":"1.0","type":"Microsoft.HealthcareApis.FhirResourceDeleted","subject":"acc.example/DocumentReference/d","data":{"resourceType":"DocumentReference","resourceFhirAccount":"acc.example","resourceFhirId":"d","resourceVersionId":2}}""", EnvelopeKind.CloudEvents, "acc.example", "DocumentReference/d/_history/2", true)]
    [InlineData("""{"specVersion":"1.0","type":"Microsoft.HealthcareApis.FhirResourceDeleted","data":{"resourceType":"Encounter","resourceFhirAccount":"acc.example","resourceFhirId":"e","resourceVersionId":"2"}}""", EnvelopeKind.CloudEvents, "acc.example", "Encounter/e/_history/2", true)]
    [InlineData("""{"specversion":"1.0","type":"org.example.encounter","data":{"resourceType":"Encounter","id":"e"}}""", EnvelopeKind.CloudEvents, null, "Encounter/e", false)]
    [InlineData(Encounter, EnvelopeKind.Resource, null, "Encounter/e/_history/3", false)]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Encounter","id":"e"}}]}""", EnvelopeKind.Bundle, null, "Encounter/e", false)]
    [InlineData("""{"resourceType":"Bundle","type":"history","entry":[{"fullUrl":"https://h.example/fhir/Encounter/e","request":{"method":"DELETE","url":"Encounter/e"}}]}""", EnvelopeKind.Bundle, "https://h.example/fhir", "Encounter/e", true)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:0b7496cb-ffc9-0874-03f4-f4841c4dfa63","resource":{"resourceType":"Encounter"}}]}""", EnvelopeKind.Bundle, null, "Encounter/0b7496cb-ffc9-0874-03f4-f4841c4dfa63", false)]
    [InlineData("""{"headers":{},"payload":{"operationType":"UPDATE","payloadId":"Encounter/e/_history/3","payload":"{\"resourceType\":\"Encounter\",\"id\":\"e\"}"}}""", EnvelopeKind.Hapi, null, "Encounter/e", false)]
    [InlineData("""{"headers":{},"payload":{"operationType":"DELETE","payloadId":"Encounter/e"}}""", EnvelopeKind.Hapi, null, "Encounter/e", true)]
    [InlineData("""[{"resourceType":"Encounter","id":"e"},{"resourceType":"Patient","id":"p"}]""", EnvelopeKind.Batch, null, "Encounter/e", false)]
    [InlineData("""{"resourceType":"Bundle","type":"subscription-notification","entry":[{"resource":{"resourceType":"SubscriptionStatus","type":"event-notification","subscription":{"reference":"https://h.example/fhir/Subscription/1"},"notificationEvent":[{"eventNumber":"7","focus":{"reference":"https://h.example/fhir/Encounter/e"}}]}}]}""", EnvelopeKind.Subscription, "https://h.example/fhir", "Encounter/e", false)]
    [InlineData("""{"resourceType":"Bundle","type":"history","entry":[{"resource":{"resourceType":"SubscriptionStatus","type":"event-notification","subscription":{"reference":"Subscription/1"},"notificationEvent":[{"eventNumber":7,"focus":{"reference":"Encounter/e"}}]},"request":{"method":"GET","url":"x"}}]}""", EnvelopeKind.Subscription, null, "Encounter/e", false)]
    public void Every_envelope_gives_its_change(string body, EnvelopeKind kind, string? server, string resource, bool deleted)
    {
        using var read = Read(body);
        Assert.Equal(kind, read.Kind);
        var change = Assert.Single(read.Changes);
        Assert.Equal((server, resource, deleted), (change.Server, change.Resource.ToString(), change.IsDeletion));
    }

    [Fact]
    public void Cloud_events_in_binary_mode_have_their_attributes_in_properties()
    {
        foreach (var prefix in (string[])["cloudEvents:", "cloudEvents_"])
        {
            using var read = EnvelopeReader.Read(
                """{"resourceType":"Encounter","resourceFhirAccount":"acc.example","resourceFhirId":"e","resourceVersionId":4}"""u8.ToArray(),
                new Dictionary<string, object> { [prefix + "type"] = "Microsoft.HealthcareApis.FhirResourceDeleted", [prefix + "specversion"] = "1.0" });
            Assert.Equal(new FhirChange("acc.example", new("Encounter", "e", "4"), true), Assert.Single(read.Changes));
        }
    }

    [Fact]
    public void A_history_of_several_versions_carries_the_newest()
    {
        using var read = Read("""{"resourceType":"Bundle","type":"history","entry":[{"resource":{"resourceType":"Encounter","id":"e","meta":{"versionId":"9"},"status":"finished"}},{"resource":{"resourceType":"Encounter","id":"e","meta":{"versionId":"10"},"status":"cancelled"}}]}""");
        Assert.Equal("10", Assert.Single(read.Carried).Key.Version);
        Assert.Equal("10", Assert.Single(read.Changes).Resource.Version);
    }

    [Theory]
    [InlineData("{", "MalformedJson")]
    [InlineData("", "MalformedJson")]
    [InlineData("[]", "UnknownEnvelope")]
    [InlineData("7", "UnknownEnvelope")]
    [InlineData("{\"a\":1}", "UnknownEnvelope")]
    [InlineData("{\"resourceType\":\"Foo\",\"id\":\"1\"}", "UnknownResourceType")]
    [InlineData("{\"resourceType\":\"Encounter\",\"id\":\"a/b\"}", "InvalidId")]
    [InlineData("{\"resourceType\":\"Encounter\"}", "InvalidId")]
    [InlineData("{\"resourceType\":\"Bundle\"}", "InvalidBundle")]
    [InlineData("{\"eventType\":\"Microsoft.HealthcareApis.FhirResourceCreated\",\"data\":{\"resourceType\":\"Encounter\",\"resourceFhirId\":\"..\"}}", "InvalidId")]
    [InlineData("{\"payload\":{\"operationType\":\"UPDATE\"}}", "UnknownEnvelope")]
    public void What_no_retry_can_mend_is_refused_with_a_reason(string body, string reason) =>
        Assert.Equal(reason, Assert.Throws<FhirEventException>(() => Read(body)).Reason);

    [SkippableFact]
    public void Notifications_tell_their_place_in_the_subscription()
    {
        foreach (var (file, empty) in ((string, bool)[])[("id_only_notification_bundle_example.json", false), ("empty_notification_bundle_example.json", true), ("full_resource_notification_bundle_example.json", false)])
        {
            using var read = EnvelopeReader.Read(File.ReadAllBytes(SharedData.Require("fhir-examples/subscription-r4-backport/inferno/" + file)));
            var notice = Assert.Single(read.Notices);
            Assert.Equal(("https://fhirserver.org/fhir/Subscription/123", 1L, 1L, empty), (notice.Subscription, notice.First, notice.Last, notice.IsEmpty));
        }
    }

    private static FhirEvent Read(string body) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(body));
}
