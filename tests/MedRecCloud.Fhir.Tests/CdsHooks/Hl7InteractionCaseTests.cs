using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Fhir.CdsHooks;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Fhir.Tests.CdsHooks;

/// <summary>HL7's PDDI-CDS requests, as they are: the card's indicator is the severity of the guide's logic tables.</summary>
public sealed class Hl7InteractionCaseTests
{
    // The guide's laboratory values were issued on 4 August 2018; older than 90 days they would no longer count.
    private static readonly OrderReview s_review = new(DrugKnowledge.Shipped, new FakeTimeProvider(new DateTimeOffset(2018, 8, 6, 0, 0, 0, TimeSpan.Zero)));

    [SkippableTheory]
    [InlineData("request-warfarin-nsaid-scenario-01", "ddi-warfarin-nsaid", "info")] // topical diclofenac
    [InlineData("request-warfarin-nsaid-scenario-02", "ddi-warfarin-nsaid", "warning")] // proton pump inhibitor
    [InlineData("request-warfarin-nsaid-scenario-03", "ddi-warfarin-nsaid", "critical")] // over 65, corticosteroid
    [InlineData("request-warfarin-nsaid-scenario-04", "ddi-warfarin-nsaid", "critical")] // history of gastric ulcer with hemorrhage
    [InlineData("request-warfarin-nsaid-scenario-05", "ddi-warfarin-nsaid", "critical")] // aldosterone antagonist
    [InlineData("request-digoxin-cyclosporine-scenario-01", "ddi-digoxin-cyclosporine", "critical")] // digoxin 2.3 ng/mL
    [InlineData("request-digoxin-cyclosporine-scenario-02", "ddi-digoxin-cyclosporine", "warning")] // low potassium
    [InlineData("request-digoxin-cyclosporine-scenario-03", "ddi-digoxin-cyclosporine", "warning")] // reduced renal function
    [InlineData("request-digoxin-cyclosporine-scenario-04", "ddi-digoxin-cyclosporine", "critical")] // digoxin 2.3 ng/mL
    [InlineData("warfarin-nsaids-order-select-coordination", "ddi-warfarin-nsaid", "critical")] // duodenal ulcer with hemorrhage
    [InlineData("warfarin-nsaids-order-select-no-coordination", "ddi-warfarin-nsaid", "critical")]
    [InlineData("warfarin-nsaids-order-sign-coordination", "ddi-warfarin-nsaid", "critical")]
    [InlineData("warfarin-nsaids-order-sign-no-coordination", "ddi-warfarin-nsaid", "critical")]
    [InlineData("digoxin-cyclosporine-order-select-coordination", "ddi-digoxin-cyclosporine", "warning")] // digoxin in range
    [InlineData("digoxin-cyclosporine-order-select-no-coordination", "ddi-digoxin-cyclosporine", "warning")]
    [InlineData("digoxin-cyclosporine-order-sign-coordination", "ddi-digoxin-cyclosporine", "warning")]
    [InlineData("digoxin-cyclosporine-order-sign-no-coordination", "ddi-digoxin-cyclosporine", "warning")]
    [InlineData("multi-update-draft-orders-1", "ddi-warfarin-nsaid", "critical")]
    [InlineData("multi-update-draft-orders-2", "ddi-digoxin-cyclosporine", "warning")]
    [InlineData("multi-update-draft-orders-3", "ddi-warfarin-nsaid", "critical")]
    [InlineData("multi-update-draft-orders-4", "ddi-digoxin-cyclosporine", "warning")]
    public void The_guides_request_gets_the_severity_of_its_logic_table(string file, string rule, string indicator)
    {
        var body = File.ReadAllBytes(SharedData.Require("fhir-examples/ddi-cds-pddi/requests/" + file + ".json"));

        var request = HookRequest.TryRead(body, out var problem);
        Assert.NotNull(request);
        Assert.Empty(problem);
        var card = Assert.Single(s_review.Review(request).Cards, card => card.Source.Topic!.Code == rule);
        Assert.Equal(indicator, card.Indicator);
        Assert.True(card.Summary.Length < 140);
    }
}
