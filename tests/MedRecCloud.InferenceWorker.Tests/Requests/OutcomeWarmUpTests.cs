using System.Text.Json;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class OutcomeWarmUpTests
{
    [Fact]
    public void The_made_up_request_becomes_a_Bundle_with_a_proposal()
    {
        using var bundle = JsonDocument.Parse(OutcomeWarmUp.Run(new OutcomeRules(ProposalDecision.Shipped.Decide, ProposalBundleWriter.Write)));

        var types = bundle.RootElement.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("resourceType").GetString());
        Assert.Contains("MedicationRequest", types);
    }
}
