using System.Text.Json;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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

    [Fact]
    public void Every_worker_warms_up() => Assert.Contains(
        new ServiceCollection().AddInferenceWorker(new ConfigurationBuilder().Build()),
        service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(OutcomeWarmUp));
}
