using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Messaging;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Intake.Tests.Events;

public sealed class PrivacyTests
{
    private static readonly string[] Secrets = ["Xanthippe", "Quastenflosser", "MRN-5550001", "1971-04-23", "Rumpelgasse", "zebrafever", "pat-zq1"];

    private const string Patient = """{"resourceType":"Patient","id":"pat-zq1","birthDate":"1971-04-23","gender":"female","name":[{"family":"Quastenflosser","given":["Xanthippe"]}],"identifier":[{"value":"MRN-5550001"}],"address":[{"line":["Rumpelgasse 7"],"city":"Zwiesel"}]}""";

    private static string Note(string content) => $$$"""{"resourceType":"DocumentReference","id":"n1","status":"current","subject":{"reference":"Patient/pat-zq1"},"context":{"encounter":[{"reference":"Encounter/e1"}]},"content":[{"attachment":{"contentType":"text/plain","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}}}"}}]}""";

    private const string Encounter = """{"resourceType":"Encounter","id":"e1","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/pat-zq1","display":"Xanthippe Quastenflosser"},"period":{"start":"2024-01-01T00:00:00Z"},"reasonCode":[{"text":"cough"}]}""";

    [Fact]
    public async Task Names_identifiers_and_note_words_reach_no_log_metric_trace_message_or_dead_letter()
    {
        var said = new ConcurrentQueue<string>();
        using var meters = Meters(said);
        using var traces = Traces(said);
        var export = Directory.CreateTempSubdirectory("medrec-privacy").FullName;
        await File.WriteAllLinesAsync(Path.Combine(export, "All.ndjson"), [Patient, Encounter, Note("HPI: Xanthippe Quastenflosser has zebrafever, MRN-5550001, born 1971-04-23")]);
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = export });
        await using var intake = new IntakeHarness(server.BaseUrl, new Capture(said));

        string[] bodies =
        [
            IntakeHarness.Ahds("Encounter", "e1"), IntakeHarness.Ahds("DocumentReference", "n1"), Encounter, Note("zebrafever of Xanthippe"),
            $$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{{Patient}}},{"resource":{{Encounter}}},{"resource":{{Note("zebrafever")}}}]}""",
            Encounter[..^40], "{\"resourceType\":\"Xanthippe\",\"id\":\"pat-zq1\"}", "{\"resourceType\":\"Encounter\",\"id\":\"Xanthippe Quastenflosser\"}", "\"zebrafever\"",
            IntakeHarness.Ahds("Encounter", "e1", account: "Quastenflosser.example"),
        ];
        foreach (var body in bodies) Say(await intake.SendAsync(body));
        server.Failure = System.Net.HttpStatusCode.Forbidden;
        Say(await intake.SendAsync(bodies[0]));
        server.Failure = null;
        intake.Stores.Fault = new IOException("/requests/Xanthippe/zebrafever");
        Say(await intake.SendAsync(bodies[0]));
        foreach (var (messageId, claim) in intake.Stores.Sent) said.Enqueue(messageId + JsonSerializer.Serialize(claim, ClinicalJson.Options));

        Assert.NotEmpty(intake.Stores.Sent);
        Assert.True(said.Count > 30, $"{said.Count} lines");
        Assert.Empty(from line in said from secret in Secrets where line.Contains(secret, StringComparison.OrdinalIgnoreCase) select $"{secret}: {line}");
        // The prompt holds the words of the note, and nothing that names the patient.
        var prompt = intake.Stores.Request(intake.Stores.Sent.First().Claim).Prompt.Prefix;
        Assert.Contains("zebrafever", prompt);
        Assert.DoesNotContain(Secrets.Where(secret => secret != "zebrafever"), secret => prompt.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Directory.Delete(export, true);

        void Say(Settlement settlement) => said.Enqueue(settlement.ToString());
    }

    private static MeterListener Meters(ConcurrentQueue<string> said)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, all) => { if (instrument.Meter.Name.StartsWith("MedRecCloud", StringComparison.Ordinal)) all.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => said.Enqueue($"{instrument.Name} {value} {Tags(tags)}"));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => said.Enqueue($"{instrument.Name} {value} {Tags(tags)}"));
        listener.Start();
        return listener;

        static string Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray());
    }

    private static ActivityListener Traces(ConcurrentQueue<string> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("MedRecCloud", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(one => one.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Capture(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            said.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => said.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
