using System.Text.Json;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Intake.CdsHooks;
using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Local.CdsHooks;
using Microsoft.Extensions.DependencyInjection;

namespace MedRecCloud.Intake.Tests.CdsHooks;

public sealed class CdsHooksTests(CdsHooksFixture cds) : IClassFixture<CdsHooksFixture>
{
    private static readonly (string, double)[] s_drugs = [("lisinopril", 0.9), ("ibuprofen", 0.8), ("metoprolol", 0.7), ("spironolactone", 0.6)];

    [Fact]
    public async Task Discovery_has_the_fields_of_the_specification()
    {
        var discovery = JsonDocument.Parse(await cds.Http.GetStringAsync(cds.Url)).RootElement;

        CardRules.RequireDiscovery(discovery);
        Assert.Equal(["patient-view", "order-select", "order-sign"], discovery.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("hook").GetString()));
    }

    [Fact]
    public async Task A_viewed_patient_gets_the_encounters_proposals_and_their_findings_as_cards()
    {
        await cds.StoreAsync("view-1", s_drugs);

        var cards = await CardsAsync("medrec-proposals", View("view-1"));

        Assert.Equal(["Draft lisinopril", "Draft metoprolol", "Draft spironolactone"], Suggestions(cards[0]).Select(suggestion => suggestion.GetProperty("label").GetString()));
        Assert.Contains("Why not ibuprofen", cards[0].GetProperty("detail").GetString());
        Assert.Contains(cards, card => card.GetProperty("source").GetProperty("topic").GetProperty("code").GetString() == "ddi-raas-potassium");
        Assert.Equal(cards.Select(Uuid), (await CardsAsync("medrec-proposals", View("view-1"))).Select(Uuid));
    }

    [Theory]
    [InlineData("another patient", "view-2", "Patient/p-2", CdsHooksFixture.FhirServer)]
    [InlineData("a FHIR server that is not ours", "view-2", "Patient/p-1", "https://other.example/fhir")]
    [InlineData("an encounter without an outcome", "view-none", "Patient/p-1", CdsHooksFixture.FhirServer)]
    public async Task No_outcome_is_shown_for(string why, string encounter, string patient, string server)
    {
        await cds.StoreAsync("view-2", s_drugs);

        Assert.True((await CardsAsync("medrec-proposals", View(encounter, patient, server))).Length == 0, why);
        Assert.NotEmpty(await CardsAsync("medrec-proposals", View("view-2")));
    }

    [Fact]
    public async Task Where_the_client_names_no_encounter_the_prefetched_ones_are_looked_up()
    {
        await cds.StoreAsync("view-3", s_drugs);
        const string body = """
            {"hook":"patient-view","hookInstance":"h-3","context":{"userId":"Practitioner/1","patientId":"p-1"},"prefetch":{"encounters":{"resourceType":"Bundle","type":"searchset","entry":[
              {"resource":{"resourceType":"Encounter","id":"view-newer"}},{"resource":{"resourceType":"Encounter","id":"view-3"}}]}}}
            """;

        Assert.Equal(3, Suggestions((await CardsAsync("medrec-proposals", body))[0]).Length);
    }

    [Fact]
    public async Task A_selected_order_is_reviewed_and_what_else_is_proposed_stands_behind()
    {
        await cds.StoreAsync("select-1", s_drugs);

        var cards = await CardsAsync("medrec-order-select", Select("select-1", "h-select-1", "lisinopril 10 MG Oral Tablet"));

        Assert.Contains(cards, card => card.GetProperty("indicator").GetString() == "critical" && card.GetProperty("summary").GetString()!.StartsWith("lisinopril: ", StringComparison.Ordinal));
        Assert.Equal(["Draft metoprolol", "Draft spironolactone"], Suggestions(cards[^1]).Select(suggestion => suggestion.GetProperty("label").GetString()));
        var limits = Assert.Single(cards, card => card.GetProperty("source").GetProperty("topic").GetProperty("code").GetString() == "not-reviewed");
        Assert.Contains("conditions, current medicines, laboratory values", limits.GetProperty("detail").GetString());
        Assert.DoesNotContain("allergies", limits.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_order_whose_drug_is_not_known_is_said_to_be_unreviewed() =>
        Assert.Contains("zzyzxomab is not in the drug knowledge", Assert.Single(await CardsAsync("medrec-order-select", Select("select-2", "h-select-2", "Zzyzxomab 5 MG"))).GetProperty("summary").GetString());

    [Fact]
    public async Task Feedback_comes_back_to_the_encounter_and_is_stored_once()
    {
        await cds.StoreAsync("feedback-1", s_drugs);
        var cards = await CardsAsync("medrec-proposals", View("feedback-1"));
        var finding = cards.First(card => !card.TryGetProperty("suggestions", out _));
        var body = $$"""
            {"feedback":[
              {"card":"{{Uuid(cards[0])}}","outcome":"accepted","acceptedSuggestions":[{"id":"{{Suggestions(cards[0])[1].GetProperty("uuid").GetString()!.ToUpperInvariant()}}"}],"outcomeTimestamp":"2026-03-01T10:00:00Z"},
              {"card":"{{Uuid(finding)}}","outcome":"overridden","overrideReason":{"reason":{"code":"already-monitored","system":"urn:medreccloud:override-reason"},"userComment":"Mrs Doe has labs weekly"},"outcomeTimestamp":"2026-03-01T10:01:00+01:00"}]}
            """;

        for (var time = 0; time < 3; time++) Assert.Equal(200, (await cds.PostAsync("medrec-proposals/feedback", body)).Status);

        var stored = await cds.Feedback.ListAsync("default", "feedback-1", CancellationToken.None);
        Assert.Equal([OutcomeFeedback.Overridden, OutcomeFeedback.Accepted], stored.Select(one => one.Outcome));
        Assert.Equal(("already-monitored", "Mrs Doe has labs weekly"), (stored[0].ReasonCode, stored[0].Comment));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 9, 1, 0, TimeSpan.Zero), stored[0].At);
        Assert.Equal(("choice", "metoprolol"), (stored[1].Topic, Assert.Single(stored[1].Drugs)));
        Assert.Contains("2 new", cds.Logged);
        foreach (var secret in (string[])["Mrs Doe", "feedback-1", "metoprolol", "p-1"]) Assert.DoesNotContain(secret, cds.Logged);
    }

    [Fact]
    public async Task Feedback_on_a_review_of_orders_says_which_rule_was_overridden()
    {
        var cards = await CardsAsync("medrec-order-select", Select("select-3", "h-select-3", "lisinopril 10 MG Oral Tablet"));
        var allergy = cards.Single(card => card.GetProperty("source").GetProperty("topic").GetProperty("code").GetString() == "allergy-ingredient");

        Assert.Equal(200, (await cds.PostAsync("medrec-order-select/feedback", $$"""{"feedback":[{"card":"{{Uuid(allergy)}}","outcome":"overridden","outcomeTimestamp":"2026-03-01T10:00:00Z"}]}""")).Status);

        var stored = Assert.Single(await cds.Feedback.ListAsync("default", "select-3", CancellationToken.None));
        Assert.Equal(("allergy-ingredient", "lisinopril", null), (stored.Topic, Assert.Single(stored.Drugs), stored.ReasonCode));
    }

    [Theory]
    [InlineData("{", 400, "not JSON")]
    [InlineData("{}", 400, "'feedback'")]
    [InlineData("""{"feedback":[{"card":"x","outcome":"accepted","outcomeTimestamp":"2026-03-01T10:00:00Z"}]}""", 400, "'card'")]
    [InlineData("""{"feedback":[{"card":"CARD","outcome":"ignored","outcomeTimestamp":"2026-03-01T10:00:00Z"}]}""", 400, "'outcome'")]
    [InlineData("""{"feedback":[{"card":"CARD","outcome":"accepted","outcomeTimestamp":"2026-03-01T10:00:00Z"}]}""", 400, "'acceptedSuggestions'")]
    [InlineData("""{"feedback":[{"card":"CARD","outcome":"accepted","acceptedSuggestions":[{"id":"4e0a3a1e-3283-4575-ab82-028d55fe2719"}],"outcomeTimestamp":"2026-03-01T10:00:00Z"}]}""", 400, "did not suggest")]
    [InlineData("""{"feedback":[{"card":"CARD","outcome":"overridden","outcomeTimestamp":"yesterday, 10 o'clock"}]}""", 400, "'outcomeTimestamp'")]
    [InlineData("""{"feedback":[{"card":"CARD","outcome":"overridden","overrideReason":{"reason":{"display":"x"}},"outcomeTimestamp":"2026-03-01T10:00:00Z"}]}""", 400, "'overrideReason.reason.code'")]
    [InlineData("""{"feedback":[{"card":"4e0a3a1e-3283-4575-ab82-028d55fe2719","outcome":"overridden","outcomeTimestamp":"2026-03-01T10:00:00Z"}]}""", 404, "None of these cards")]
    public async Task Wrong_feedback_is_refused_and_nothing_of_it_stored(string body, int status, string words)
    {
        await cds.StoreAsync("feedback-2", s_drugs);
        var card = (await CardsAsync("medrec-proposals", View("feedback-2")))[0];

        var answer = await cds.PostAsync("medrec-proposals/feedback", body.Replace("CARD", Uuid(card), StringComparison.Ordinal));

        Assert.Equal(status, answer.Status);
        Assert.Contains(words, answer.Body.GetProperty("message").GetString());
        Assert.Empty(await cds.Feedback.ListAsync("default", "feedback-2", CancellationToken.None));
    }

    [Theory]
    [InlineData("medrec-proposals", "{", 400)]
    [InlineData("medrec-proposals", """{"hook":"order-sign","hookInstance":"1","context":{"patientId":"p"}}""", 400)]
    [InlineData("unknown", """{"hook":"patient-view","hookInstance":"1","context":{"patientId":"p"}}""", 404)]
    [InlineData("unknown/feedback", "{}", 404)]
    [InlineData("medrec-proposals/feedback/more", "{}", 404)]
    [InlineData("", "{}", 405)]
    public async Task Another_request_than_the_services_answer_is_refused(string path, string body, int status) => Assert.Equal(status, (await cds.PostAsync(path, body)).Status);

    [Fact]
    public async Task A_body_of_more_than_16_MiB_is_refused() => Assert.Equal(413, (await cds.PostAsync("medrec-proposals", new string(' ', (16 << 20) + 1))).Status);

    [Fact]
    public async Task Where_no_client_is_configured_everybody_is_refused()
    {
        await using var services = cds.Intake([]);
        await using var server = await CdsHooksServer.StartAsync(services.GetRequiredService<ICdsHooksDesk>(), 0);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await cds.Http.GetAsync(server.Url)).StatusCode);
        using var body = new StringContent(View("view-1"));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await cds.Http.PostAsync(server.Url + "/medrec-proposals", body)).StatusCode);
    }

    [Theory]
    [InlineData("https://sandbox.cds-hooks.org", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("https://sandbox.cds-hooks.org.evil.example", false)]
    [InlineData("null", false)]
    public async Task Web_pages_may_call_only_from_this_machine_and_from_the_sandbox(string origin, bool isAllowed)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, cds.Url + "/medrec-proposals") { Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" } } };
        using var answer = await cds.Http.SendAsync(preflight);

        Assert.Equal(isAllowed ? origin : null, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? Assert.Single(allowed) : null);
    }

    [SkippableFact]
    public async Task Every_example_request_of_the_guides_is_answered_by_the_rules()
    {
        var answered = 0;
        foreach (var file in Directory.EnumerateFiles(SharedData.Require("fhir-examples/cds-hooks/hl7-validator"), "cdshooks-request-*.json")
            .Concat(Directory.EnumerateFiles(SharedData.Require("fhir-examples/ddi-cds-pddi/requests"), "*.json")))
        {
            var body = await File.ReadAllTextAsync(file);
            var hook = JsonDocument.Parse(body).RootElement.TryGetProperty("hook", out var named) ? named.GetString() : null;
            var service = hook switch { "order-select" => "medrec-order-select", "order-sign" => "medrec-order-sign", _ => "medrec-proposals" };

            var (status, answer) = await cds.PostAsync(service, body);

            if (file.Contains("bad", StringComparison.Ordinal)) Assert.Contains(status, (int[])[200, 400]);
            else if (hook == "medication-prescribe") Assert.Equal(400, status); // The name of 2018; no service of today answers it.
            else Assert.True(status == 200, $"{Path.GetFileName(file)}: {status} {answer}");
            if (status != 200) continue;
            CardRules.RequireCards(answer);
            answered++;
        }

        Assert.True(answered >= 15, $"{answered} answered.");
    }

    private static string View(string encounter, string patient = "Patient/p-1", string server = CdsHooksFixture.FhirServer) =>
        $$$"""{"hook":"patient-view","hookInstance":"h-{{{encounter}}}","fhirServer":"{{{server}}}","context":{"userId":"Practitioner/1","patientId":"{{{patient}}}","encounterId":"{{{encounter}}}"}}""";

    private static string Select(string encounter, string instance, string drug) => $$$"""
        {"hook":"order-select","hookInstance":"{{{instance}}}","context":{"userId":"Practitioner/1","patientId":"p-1","encounterId":"{{{encounter}}}","selections":["MedicationRequest/a"],
          "draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"a","status":"draft","medicationCodeableConcept":{"text":"{{{drug}}}"} } }]} },
         "prefetch":{"patient":{"resourceType":"Patient","id":"p-1","birthDate":"1956-01-01","gender":"male"},"conditions":null,
          "allergies":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"AllergyIntolerance","id":"al","code":{"text":"lisinopril"} } }]} } }
        """;

    private async Task<JsonElement[]> CardsAsync(string service, string body)
    {
        var (status, answer) = await cds.PostAsync(service, body);
        Assert.True(status == 200, $"{status} {answer}");
        return CardRules.RequireCards(answer);
    }

    private static string Uuid(JsonElement card) => card.GetProperty("uuid").GetString()!;

    private static JsonElement[] Suggestions(JsonElement card) => [.. card.GetProperty("suggestions").EnumerateArray()];
}
