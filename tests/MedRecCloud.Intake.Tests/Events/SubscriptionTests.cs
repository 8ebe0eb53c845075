using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Messaging;

namespace MedRecCloud.Intake.Tests.Events;

public class SubscriptionTests
{
    private const string Base = "https://h.example/fhir";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_gap_in_the_event_numbers_is_counted_and_recovered(bool hasEventsOperation)
    {
        var missed = 0L;
        using var listener = Listen(count => missed += count);
        await using var intake = Intake(hasEventsOperation);
        Assert.Equal(Settlement.Completed, await intake.SendAsync(Notification(1, "a")));
        Assert.Equal(Settlement.Completed, await intake.SendAsync(Notification(4, "d")));
        Assert.Equal(2, missed);
        Assert.Equal("a,b,c,d", Encounters(intake));
        // The lost ones come late after all: nothing new, and no gap.
        Assert.Equal(Settlement.Completed, await intake.SendAsync(Notification(2, "b")));
        Assert.Equal(Settlement.Completed, await intake.SendAsync(Notification(5, "d")));
        Assert.Equal(2, missed);
        Assert.Equal(4, intake.Stores.Sent.Count);
    }

    [Fact]
    public async Task An_empty_notification_is_filled_from_the_server()
    {
        await using var intake = Intake(true);
        Assert.Equal(Settlement.Completed, await intake.SendAsync(Notification(3, null)));
        Assert.Equal("b,c", Encounters(intake));
    }

    [Theory]
    [InlineData("handshake")]
    [InlineData("heartbeat")]
    public async Task Handshakes_and_heartbeats_are_answered_by_doing_nothing(string type)
    {
        await using var intake = Intake(true);
        Assert.Equal(Settlement.Completed, await intake.SendAsync(Notification(9, null, type)));
        Assert.Empty(intake.Stores.Sent);
        Assert.Empty(intake.Stores.Positions);
    }

    private static MeterListener Listen(Action<long> count)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, all) => { if (instrument.Name == "medrec.intake.subscription.missed_events") all.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => count(value));
        listener.Start();
        return listener;
    }

    private static string Encounters(IntakeHarness intake) => string.Join(',', intake.Stores.Latest.Keys.Select(key => key.Item2).Order());

    private static IntakeHarness Intake(bool hasEventsOperation) => new(Base, null, () => new Server(hasEventsOperation));

    private static string Notification(int number, string? focus, string type = "event-notification") =>
        $$$"""{"resourceType":"Bundle","type":"history","timestamp":"2024-01-01T00:00:0{{{number}}}Z","entry":[{"resource":{"resourceType":"Parameters","parameter":[{"name":"subscription","valueReference":{"reference":"{{{Base}}}/Subscription/s"}},{"name":"type","valueCode":"{{{type}}}"},{"name":"events-since-subscription-start","valueString":"{{{number}}}"},{"name":"notification-event","part":[{"name":"event-number","valueString":"{{{number}}}"},{"name":"timestamp","valueInstant":"2024-01-01T00:00:0{{{number}}}Z"}{{{(focus is null ? "" : $",{{\"name\":\"focus\",\"valueReference\":{{\"reference\":\"{Base}/Encounter/{focus}\"}}}}")}}}]}]},"request":{"method":"GET","url":"Subscription/s/$status"}}]}""";

    /// <summary>Knows encounters a to d; has a batch and, perhaps, $events.</summary>
    private sealed class Server(bool hasEventsOperation) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath["/fhir/".Length..];
            var response = (request.Method.Method, path) switch
            {
                ("POST", "") when request.Content!.ReadAsStringAsync(cancellationToken).GetAwaiter().GetResult().Contains("_lastUpdated", StringComparison.Ordinal) =>
                    Json($$"""{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"200"},"resource":{"resourceType":"Bundle","type":"searchset","entry":[{{Entry("b")}},{{Entry("c")}} ] } } ] }"""),
                ("POST", "") => Json("""{"resourceType":"Bundle","type":"batch-response"}"""),
                ("GET", "Subscription/s/$events") when !hasEventsOperation => new HttpResponseMessage(HttpStatusCode.BadRequest),
                ("GET", "Subscription/s/$events") => Json($$$"""{"resourceType":"Bundle","type":"history","entry":[{"resource":{"resourceType":"Parameters","parameter":[{"name":"subscription","valueReference":{"reference":"Subscription/s"}},{"name":"type","valueCode":"query-event"},{"name":"notification-event","part":[{"name":"focus","valueReference":{"reference":"Encounter/b"}}]},{"name":"notification-event","part":[{"name":"focus","valueReference":{"reference":"Encounter/c"}}]}]}}]}"""),
                ("GET", var read) when read.StartsWith("Encounter/", StringComparison.Ordinal) => Json($$"""{"resourceType":"Encounter","id":"{{read[10..]}}","status":"finished","subject":{"reference":"Patient/p"},"period":{"start":"2024-01-01"} }"""),
                _ => new HttpResponseMessage(HttpStatusCode.NotFound),
            };
            return Task.FromResult(response);
        }

        private static string Entry(string id) => $$$"""{"fullUrl":"{{{Base}}}/Encounter/{{{id}}}","resource":{"resourceType":"Encounter","id":"{{{id}}}"}}""";

        private static HttpResponseMessage Json(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/fhir+json") };
    }
}
