using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Messaging;

namespace MedRecCloud.Intake.Tests.Events;

public sealed class ConvergenceTests : IAsyncLifetime
{
    private static readonly HttpClient _http = new();
    private LocalFhirServer _server = null!;
    private IntakeHarness _intake = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalFhirServer.StartAsync(new LocalFhirOptions());
        _intake = new IntakeHarness(_server.BaseUrl);
        await PutAsync("Patient", "p", "\"gender\":\"male\",\"birthDate\":\"1970-01-01\"");
        await PutAsync("Encounter", "e", EncounterBody("in-progress"));
    }

    public async Task DisposeAsync()
    {
        await _intake.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_burst_of_an_encounter_and_five_notes_leaves_one_newest_request_with_all_notes()
    {
        var messages = new List<string> { IntakeHarness.Ahds("Encounter", "e") };
        for (var i = 0; i < 5; i++)
        {
            await PutAsync("DocumentReference", $"n{i}", NoteBody("current", $"HPI: cough {i}"));
            messages.Add(IntakeHarness.Ahds("DocumentReference", $"n{i}"));
        }
        await Task.WhenAll(messages.Select(message => _intake.SendAsync(message)));
        var latest = Latest();
        Assert.Equal(5, _intake.Stores.Request(latest!).Context.Notes.Length);
        // All read the same state, so all name the same request: the broker drops the repeats.
        Assert.Single(_intake.Stores.Requests);
        Assert.Single(_intake.Stores.Sent.Select(sent => sent.MessageId).Distinct());
    }

    [Fact]
    public async Task An_identical_re_put_causes_no_new_scoring_and_a_changed_one_does()
    {
        await SendAsync("Encounter", "e");
        await PutAsync("Encounter", "e", EncounterBody("in-progress"));
        await SendAsync("Encounter", "e", 2);
        Assert.Single(_intake.Stores.Sent);
        await PutAsync("Encounter", "e", EncounterBody("in-progress", "\"reasonCode\":[{\"text\":\"Chest pain\"}],"));
        await SendAsync("Encounter", "e", 3);
        Assert.Equal(2, _intake.Stores.Sent.Count);
        // Back to the first state: its key again, but no duplicate of the first message.
        await PutAsync("Encounter", "e", EncounterBody("in-progress"));
        await SendAsync("Encounter", "e", 4);
        var sent = _intake.Stores.Sent.ToArray();
        Assert.Equal(sent[0].Claim.Key, sent[2].Claim.Key);
        Assert.NotEqual(sent[0].MessageId, sent[2].MessageId);
        Assert.True(sent[2].Claim.AsOf > sent[1].Claim.AsOf);
    }

    [Theory]
    [InlineData("entered-in-error", "entered-in-error")]
    [InlineData("cancelled", "cancelled")]
    public async Task An_encounter_taken_back_withdraws_its_proposals(string status, string reason)
    {
        await SendAsync("Encounter", "e");
        await PutAsync("Encounter", "e", EncounterBody(status));
        await SendAsync("Encounter", "e", 2);
        await SendAsync("Encounter", "e", 2);
        await SendAsync("Encounter", "e", 1);
        Assert.Equal(("withdrawn", reason), (Current()!.Outcome, Current()!.Reason));
        Assert.Single(_intake.Stores.Bundles);
        Assert.True(Latest()!.AsOf > _intake.Stores.Sent.Single().Claim.AsOf, "a request on its way must be recognised as old");
    }

    [Fact]
    public async Task A_deleted_encounter_withdraws_in_any_order_and_a_created_event_that_comes_late_changes_nothing()
    {
        await SendAsync("Encounter", "e");
        await _http.DeleteAsync($"{_server.BaseUrl}/Encounter/e");
        Assert.Equal(Settlement.Completed, await _intake.SendAsync(IntakeHarness.Ahds("Encounter", "e", 2, "Deleted")));
        await SendAsync("Encounter", "e", 1);
        Assert.Equal("deleted", Current()!.Reason);
        Assert.Single(_intake.Stores.Sent);
        // A deletion that comes before the restored encounter's event does not withdraw what stands again.
        await PutAsync("Encounter", "e", EncounterBody("in-progress"));
        await _intake.SendAsync(IntakeHarness.Ahds("Encounter", "e", 2, "Deleted"));
        Assert.Equal(2, _intake.Stores.Sent.Count);
    }

    [Theory]
    [InlineData("superseded", "superseded")]
    [InlineData("entered-in-error", "entered-in-error")]
    [InlineData("deleted", "deleted")]
    public async Task A_lost_note_withdraws_unless_another_one_stands_whatever_the_order(string fate, string reason)
    {
        foreach (var encounterLast in (bool[])[false, true])
        {
            await DisposeAsync();
            await InitializeAsync();
            await PutAsync("DocumentReference", "n", NoteBody("current", "HPI: cough"));
            await SendAsync("DocumentReference", "n");
            Assert.Single(_intake.Stores.Sent);
            if (fate == "deleted") await _http.DeleteAsync($"{_server.BaseUrl}/DocumentReference/n");
            else await PutAsync("DocumentReference", "n", NoteBody(fate, "HPI: cough"));
            string[] events = [IntakeHarness.Ahds("DocumentReference", "n", 2, fate == "deleted" ? "Deleted" : "Updated"), IntakeHarness.Ahds("Encounter", "e")];
            foreach (var message in encounterLast ? events : [.. events.Reverse(), .. events]) Assert.Equal(Settlement.Completed, await _intake.SendAsync(message));
            Assert.Equal(("withdrawn", reason), (Current()!.Outcome, Current()!.Reason));
            Assert.Equal(Current()!.ContextHash, Latest()!.ContextHash);

            await PutAsync("DocumentReference", "n2", NoteBody("current", "HPI: fever"));
            await SendAsync("DocumentReference", "n2");
            Assert.Contains("fever", _intake.Stores.Request(Latest()!).Prompt.Prefix);
        }
    }

    [Fact]
    public async Task A_preliminary_note_is_not_read()
    {
        await PutAsync("DocumentReference", "n", NoteBody("current", "HPI: cough", "\"docStatus\":\"preliminary\","));
        await SendAsync("DocumentReference", "n");
        Assert.Empty(_intake.Stores.Request(Latest()!).Context.Notes);
        Assert.Empty(_intake.Stores.Current);
    }

    [Fact]
    public async Task A_fault_anywhere_abandons_and_the_next_delivery_ends_in_the_same_state()
    {
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden])
        {
            _server.Failure = status;
            Assert.Equal(new Settlement.Abandon($"FhirServer{(int)status}"), await _intake.SendAsync(IntakeHarness.Ahds("Encounter", "e")));
        }
        _server.Failure = null;
        _intake.Stores.Fault = new IOException("a disk is full");
        Assert.Equal(new Settlement.Abandon("IOException"), await _intake.SendAsync(IntakeHarness.Ahds("Encounter", "e")));
        await SendAsync("Encounter", "e");
        Assert.Single(_intake.Stores.Sent);
    }

    [Fact]
    public async Task A_note_that_is_only_linked_is_fetched()
    {
        await PutAsync("Binary", "b", $"\"contentType\":\"text/html\",\"data\":\"{Convert.ToBase64String("<h1>HPI</h1><p>wheezing</p>"u8)}\"", null);
        await PutAsync("DocumentReference", "n", "\"status\":\"current\",\"context\":{\"encounter\":[{\"reference\":\"Encounter/e\"}]},\"content\":[{\"attachment\":{\"url\":\"Binary/b\"}},{\"attachment\":{\"url\":\"https://elsewhere.example/x\"}}]");
        await SendAsync("DocumentReference", "n");
        Assert.Contains("wheezing", _intake.Stores.Request(Latest()!).Prompt.Prefix);
    }

    private static string EncounterBody(string status, string more = "") =>
        $$"""{{more}}"status":"{{status}}","class":{"code":"IMP"},"period":{"start":"2024-03-01T08:00:00Z"}""";

    private static string NoteBody(string status, string text, string more = "") =>
        $$$"""{{{more}}}"status":"{{{status}}}","date":"2024-03-01T09:00:00Z","context":{"encounter":[{"reference":"Encounter/e"}]},"content":[{"attachment":{"contentType":"text/plain","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}"}}]""";

    private async Task PutAsync(string type, string id, string fields, string? subject = "Patient/p")
    {
        var about = subject is null || type == "Patient" ? "" : $"\"subject\":{{\"reference\":\"{subject}\"}},";
        using var content = new StringContent($"{{\"resourceType\":\"{type}\",\"id\":\"{id}\",{about}{fields}}}", MediaTypeHeaderValue.Parse("application/fhir+json"));
        using var response = await _http.PutAsync($"{_server.BaseUrl}/{type}/{id}", content);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private async Task SendAsync(string type, string id, int version = 1) => Assert.Equal(Settlement.Completed, await _intake.SendAsync(IntakeHarness.Ahds(type, id, version)));

    private ClaimCheck? Latest() => _intake.Stores.Latest.GetValueOrDefault(("default", "e"));

    private Storage.CurrentOutcome? Current() => _intake.Stores.Current.GetValueOrDefault(("default", "e"));
}
