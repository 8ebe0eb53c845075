using System.Text.Json.Nodes;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Local.Fhir;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MedRecCloud.EndToEnd.Tests.Validation;

public sealed class WriteBackTests : IAsyncLifetime
{
    private LocalFhirServer _server = null!;
    private ServiceProvider _provider = null!;

    private ProposalWriteBack WriteBack => _provider.GetRequiredService<ProposalWriteBack>();

    public async Task InitializeAsync()
    {
        _server = await LocalFhirServer.StartAsync(new LocalFhirOptions());
        _provider = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddFhirServers(options => options.Servers.Add(new FhirServerOptions { BaseUrl = new Uri(_server.BaseUrl.ToString()), WriteBack = true }))
            .BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_newer_outcome_cancels_what_it_replaces_and_a_withdrawal_takes_the_rest_back()
    {
        var first = Outcome("hash-1", ("lisinopril", 0.9), ("simvastatin", 0.8));
        var second = Outcome("hash-2", ("lisinopril", 0.9));

        await WriteBack.SendAsync("default", first, default, default);
        Assert.Equal(["draft", "draft"], await StatusesAsync());
        await WriteBack.SendAsync("default", second, first, default);
        await WriteBack.SendAsync("default", second, first, default);
        Assert.Equal(["cancelled", "cancelled", "draft"], await StatusesAsync());
        Assert.Equal(["draft", "revoked"], await StatusesAsync("RequestGroup"));

        var request = Some.Patient.Aged(60).Request;
        await WriteBack.SendAsync("default", WithdrawalBundleWriter.Write(WithdrawalReason.Deleted, "default", request.Encounter, Some.Patient.Now, second), default, default);
        Assert.Equal(["cancelled", "cancelled", "entered-in-error"], await StatusesAsync());
        Assert.Equal(["entered-in-error", "revoked"], await StatusesAsync("RequestGroup"));
    }

    [Fact]
    public async Task An_outcome_that_returns_stands_again_whole()
    {
        var first = Outcome("hash-1", ("lisinopril", 0.9), ("simvastatin", 0.8));
        var second = Outcome("hash-2", ("lisinopril", 0.9));
        await WriteBack.SendAsync("default", first, default, default);
        await WriteBack.SendAsync("default", second, first, default);

        await WriteBack.SendAsync("default", first, second, default);
        await WriteBack.SendAsync("default", first, second, default);

        Assert.Equal(["cancelled", "draft", "draft"], await StatusesAsync());
        Assert.Equal(["draft", "revoked"], await StatusesAsync("RequestGroup"));
        foreach (var resource in (await AllAsync("MedicationRequest")).Concat(await AllAsync("RequestGroup")).Where(resource => (string)resource["status"]! == "draft"))
            Assert.DoesNotContain("urn:uuid", resource.ToJsonString());
    }

    [Fact]
    public async Task A_withdrawn_encounter_that_is_restored_has_its_proposals_again()
    {
        var outcome = Outcome("hash-1", ("lisinopril", 0.9));
        await WriteBack.SendAsync("default", outcome, default, default);
        var withdrawal = WithdrawalBundleWriter.Write(WithdrawalReason.EnteredInError, "default", Some.Patient.Aged(60).Request.Encounter, Some.Patient.Now, outcome);
        await WriteBack.SendAsync("default", withdrawal, default, default);
        Assert.Equal(["entered-in-error"], await StatusesAsync());

        await WriteBack.SendAsync("default", outcome, withdrawal, default);

        Assert.Equal(["draft"], await StatusesAsync());
        Assert.Equal(["draft"], await StatusesAsync("RequestGroup"));
    }

    [Fact]
    public async Task A_server_that_did_not_ask_for_it_gets_nothing()
    {
        Assert.False(WriteBack.IsWanted("another"));
        await WriteBack.SendAsync("another", Outcome("hash-1", ("lisinopril", 0.9)), default, default);
        await new ProposalWriteBack(null).SendAsync("default", Outcome("hash-1", ("lisinopril", 0.9)), default, default);
        Assert.Empty(await StatusesAsync());
    }

    private async Task<string[]> StatusesAsync(string type = "MedicationRequest") =>
        [.. (await AllAsync(type)).Select(resource => (string)resource["status"]!).Order(StringComparer.Ordinal)];

    private async Task<JsonNode[]> AllAsync(string type)
    {
        using var http = new HttpClient();
        var found = JsonNode.Parse(await http.GetStringAsync(_server.BaseUrl.ToString().TrimEnd('/') + $"/{type}?_count=100"))!;
        return [.. (found["entry"]?.AsArray() ?? []).Select(entry => entry!["resource"]!)];
    }

    private static byte[] Outcome(string hash, params (string Drug, double Probability)[] drugs)
    {
        var request = Some.Patient.Aged(60).With("Hypertension").Request with { ContextHash = hash };
        var scores = Some.Patient.Scores(drugs);
        var outcome = ProposalDecision.Shipped.Decide(scores, request, Some.Model.Manifest([.. drugs.Select(drug => drug.Drug)]));
        return ProposalBundleWriter.Write(outcome, request, scores.Model, scores);
    }
}
