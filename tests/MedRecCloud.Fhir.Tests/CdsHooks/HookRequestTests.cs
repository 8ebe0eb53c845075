using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Fhir.Proposals;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Fhir.Tests.CdsHooks;

public sealed class HookRequestTests
{
    [Theory]
    [InlineData("{\"hook\": ", "not JSON")]
    [InlineData("{\"hookInstance\":\"1\",\"context\":{\"patientId\":\"p\"}}", "'hook'")]
    [InlineData("{\"hook\":\"patient-view\",\"context\":{\"patientId\":\"p\"}}", "'hookInstance'")]
    [InlineData("{\"hook\":\"patient-view\",\"hookInstance\":\"1\"}", "'context'")]
    [InlineData("{\"hook\":\"patient-view\",\"hookInstance\":\"1\",\"context\":{\"patientId\":\"../secret\"}}", "'context.patientId'")]
    public void A_request_that_is_none_is_named_without_being_quoted(string body, string problem)
    {
        Assert.Null(HookRequest.TryRead(Encoding.UTF8.GetBytes(body), out var said));
        Assert.Contains(problem, said);
        Assert.DoesNotContain("secret", said);
    }

    [Fact]
    public void Only_selected_drafts_are_judged_and_the_others_count_beside_them()
    {
        const string body = """
            {"hook":"order-select","hookInstance":"1","context":{"patientId":"Patient/p","selections":["MedicationRequest/a"],"draftOrders":{"resourceType":"Bundle","entry":[
              {"resource":{"resourceType":"MedicationRequest","id":"a","status":"draft","medicationCodeableConcept":{"text":"oxycodone 5 MG Oral Tablet"}}},
              {"resource":{"resourceType":"MedicationRequest","id":"b","status":"draft","medicationCodeableConcept":{"text":"diazepam 5 MG Oral Tablet"}}}]}},
             "prefetch":{"allergies":null,"patient":{"resourceType":"Patient","id":"p","birthDate":"1980-01-01","gender":"male"}}}
            """;

        var cards = new OrderReview(DrugKnowledge.Shipped, new FakeTimeProvider(Some.Patient.Now)).Review(HookRequest.TryRead(Encoding.UTF8.GetBytes(body), out _)!).Cards;

        var card = Assert.Single(cards, card => card.Indicator == "critical");
        Assert.StartsWith("oxycodone: Interacts with diazepam", card.Summary);
        Assert.NotEmpty(card.OverrideReasons!.Value);
    }

    [Fact]
    public void An_allergy_that_was_recorded_twice_is_one_card()
    {
        const string body = """
            {"hook":"order-select","hookInstance":"1","context":{"patientId":"Patient/p","draftOrders":{"resourceType":"Bundle","entry":[
              {"resource":{"resourceType":"MedicationRequest","id":"a","status":"draft","medicationCodeableConcept":{"text":"lisinopril 10 MG Oral Tablet"}}}]}},
             "prefetch":{"allergies":{"resourceType":"Bundle","entry":[
               {"resource":{"resourceType":"AllergyIntolerance","id":"1","code":{"text":"Lisinopril"}}},
               {"resource":{"resourceType":"AllergyIntolerance","id":"2","code":{"text":"lisinopril "}}}]}}}
            """;

        var cards = new OrderReview(DrugKnowledge.Shipped, new FakeTimeProvider(Some.Patient.Now)).Review(HookRequest.TryRead(Encoding.UTF8.GetBytes(body), out _)!).Cards;

        Assert.Single(cards, card => card.Source.Topic!.Code == "allergy-ingredient");
    }

    [Theory]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}""", "Not sent, so not reviewed: ")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"OperationOutcome","issue":[]}}]}""", "Not sent, so not reviewed: ")]
    [InlineData("null", "Not sent, so not reviewed: ")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://x/y"}],"entry":[]}""", "Only the first page was sent, so the rest was not reviewed: ")]
    public void A_query_that_failed_or_is_not_whole_is_told(string allergies, string sentence)
    {
        var card = Assert.Single(Cards("""{"resourceType":"MedicationRequest","id":"a","medicationCodeableConcept":{"text":"lisinopril 10 MG Oral Tablet"}}""", $"\"allergies\":{allergies}"),
            card => card.Source.Topic!.Code == OrderReview.NotReviewed);
        Assert.Contains(card.Detail!.Split('\n'), line => line.StartsWith("- " + sentence, StringComparison.Ordinal) && line.Contains("allergies"));
    }

    [Fact]
    public void An_empty_answer_is_whole() =>
        Assert.DoesNotContain(
            Cards("""{"resourceType":"MedicationRequest","id":"a","medicationCodeableConcept":{"text":"lisinopril 10 MG Oral Tablet"}}""", """ "allergies":{"resourceType":"Bundle","type":"searchset","total":0}"""),
            card => card.Detail?.Contains("allergies") == true);

    [Theory]
    [InlineData("""{"resourceType":"MedicationRequest","id":"a","contained":[{"resourceType":"Medication","id":"m","code":{"text":"oxycodone 5 MG Oral Tablet"}}],"medicationReference":{"reference":"#m"}}""")]
    [InlineData("""{"resourceType":"MedicationRequest","id":"a","contained":[{"resourceType":"Medication","id":"m","ingredient":[{"itemCodeableConcept":{"text":"oxycodone"}}]}],"medicationReference":{"reference":"#m"}}""")]
    [InlineData("""{"resourceType":"MedicationRequest","id":"a","medicationReference":{"reference":"Medication/o"}}""")]
    [InlineData("""{"resourceType":"MedicationRequest","id":"a","medicationReference":{"reference":"Medication/not-sent","display":"oxycodone 5 MG"}}""")]
    public void A_draft_and_a_current_medicine_may_refer_to_their_Medication(string draft)
    {
        var cards = Cards(draft, """
            "medications":{"resourceType":"Bundle","entry":[
              {"resource":{"resourceType":"MedicationRequest","id":"c","status":"active","medicationReference":{"reference":"Medication/d"}}},
              {"resource":{"resourceType":"MedicationRequest","id":"n","status":"active","doNotPerform":true,"medicationCodeableConcept":{"text":"phenelzine 15 MG"}}},
              {"resource":{"resourceType":"Medication","id":"d","code":{"text":"diazepam 5 MG Oral Tablet"}}},
              {"resource":{"resourceType":"Medication","id":"o","code":{"coding":[{"display":"oxycodone 5 MG Oral Tablet"}]}}}]}
            """);

        Assert.StartsWith("oxycodone: Interacts with diazepam", Assert.Single(cards, card => card.Indicator == "critical").Summary);
        Assert.DoesNotContain(cards, card => card.Detail?.Contains("names no drug") == true);
    }

    [Fact]
    public void A_Medication_beside_a_draft_is_no_order_and_a_selection_of_none_selects_all()
    {
        const string body = """
            {"hook":"order-select","hookInstance":"1","context":{"patientId":"p","selections":["MedicationRequest/other"],"draftOrders":{"resourceType":"Bundle","entry":[
              {"resource":{"resourceType":"MedicationRequest","id":"a","status":"draft","medicationReference":{"reference":"Medication/m"}}},
              {"resource":{"resourceType":"Medication","id":"m","code":{"text":"lisinopril 10 MG"}}}]}},
             "prefetch":{"allergies":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"AllergyIntolerance","id":"1","code":{"text":"Lisinopril"}}}]}}}
            """;

        var cards = Review(body);

        Assert.Single(cards, card => card.Source.Topic!.Code == "allergy-ingredient");
        Assert.DoesNotContain(cards, card => card.Detail?.Contains("names no drug") == true);
    }

    private static ImmutableArray<Card> Cards(string draft, string prefetch) => Review(
        $$$"""{"hook":"order-sign","hookInstance":"1","context":{"patientId":"p","draftOrders":{"resourceType":"Bundle","entry":[{"resource":{{{draft}}}}]}},"prefetch":{{{{prefetch}}}}}""");

    private static ImmutableArray<Card> Review(string body) =>
        [.. new OrderReview(DrugKnowledge.Shipped, new FakeTimeProvider(Some.Patient.Now)).Review(HookRequest.TryRead(Encoding.UTF8.GetBytes(body), out _)!).Cards];

    [Theory]
    [InlineData("")]
    [InlineData("[1, 2")]
    public void A_body_that_is_no_JSON_is_refused_alike_whether_it_is_a_call_or_feedback(string body)
    {
        Assert.Null(HookRequest.TryRead(Encoding.UTF8.GetBytes(body), out var ofCall));
        Assert.Null(FeedbackRequest.TryRead(Encoding.UTF8.GetBytes(body), out var ofFeedback));
        Assert.Equal(("The body is not JSON.", "The body is not JSON."), (ofCall, ofFeedback));
    }

    [Fact]
    public void Nothing_of_the_clients_access_token_is_kept_or_answered()
    {
        const string body = """
            {"hook":"order-select","hookInstance":"1","fhirServer":"https://ehr.example/fhir",
             "fhirAuthorization":{"access_token":"a-secret-token","token_type":"Bearer","expires_in":300,"scope":"user/Patient.read","subject":"cds-service"},
             "context":{"patientId":"p","draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"a","medicationCodeableConcept":{"text":"warfarin"}}}]}}}
            """;

        var request = HookRequest.TryRead(Encoding.UTF8.GetBytes(body), out _)!;
        var answer = new OrderReview(DrugKnowledge.Shipped, new FakeTimeProvider(Some.Patient.Now)).Review(request);

        foreach (var text in (string[])[JsonSerializer.Serialize(request), request.ToString(), JsonSerializer.Serialize(answer)])
            Assert.DoesNotContain("a-secret-token", text);
    }

    [SkippableFact]
    public void A_good_example_is_read_and_a_bad_one_never_throws()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Require("fhir-examples/cds-hooks/hl7-validator"), "cdshooks-request-*.json"))
        {
            var request = HookRequest.TryRead(File.ReadAllBytes(file), out var problem);
            Assert.True(request is not null || problem.Length > 0);
            if (file.Contains("good", StringComparison.Ordinal)) Assert.NotNull(request);
            if (request is not null) new OrderReview(DrugKnowledge.Shipped, new FakeTimeProvider(Some.Patient.Now)).Review(request);
        }
    }

    [Fact]
    public void A_stored_outcome_becomes_suggestions_to_draft_with_a_free_choice()
    {
        var request = Some.Patient.Aged(70).With("Hypertension").Taking("Warfarin Sodium 5 MG Oral Tablet").Request;
        var scores = Some.Patient.Scores(("lisinopril", 0.9), ("ibuprofen", 0.8), ("metoprolol", 0.7));
        var outcome = ProposalDecision.Shipped.Decide(scores, request, Some.Model.Manifest("lisinopril", "ibuprofen", "metoprolol"));

        var cards = ProposalCards.Of(ProposalBundleWriter.Write(outcome, request, scores.Model, scores)).Cards;

        var choice = cards[0];
        Assert.Equal("any", choice.SelectionBehavior);
        Assert.All(choice.Suggestions!.Value, suggestion =>
        {
            var action = Assert.Single(suggestion.Actions);
            Assert.Equal("create", action.Type);
            Assert.Equal("draft", action.Resource.GetProperty("status").GetString());
            Assert.Equal("proposal", action.Resource.GetProperty("intent").GetString());
        });
        Assert.Contains("Why not ibuprofen", choice.Detail!);
        using var json = JsonSerializer.SerializeToDocument(new CardResponse([.. cards]), ClinicalJson.Options);
        Assert.Equal("any", json.RootElement.GetProperty("cards")[0].GetProperty("selectionBehavior").GetString());
    }
}
