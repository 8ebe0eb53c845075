using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Messaging;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class ShardScorerTests
{
    [Fact]
    public async Task A_shard_becomes_a_part_with_a_line_for_every_encounter_as_of_its_start()
    {
        using var some = await new SomeCohort().Manifest().Shard(SomeCohort.Patient("p"), SomeCohort.Patient("q", visits: 40)).ServingAsync();
        Assert.Equal(new ShardResult("stored", 43), await some.RunAsync());
        var lines = some.Lines();
        Assert.Equal([.. Enumerable.Range(0, 3).Select(i => $"p-{i}"), .. Enumerable.Range(0, 40).Select(i => $"q-{i}")], lines.Select(line => line.Encounter));
        Assert.All(lines, line =>
        {
            Assert.Contains(line.Outcome, (string[])["proposed", "abstained"]);
            Assert.Equal("lisinopril", Assert.Single(line.Orders));
            Assert.Equal("random-student@1", line.Model);
            Assert.Null(line.Asked);
            Assert.All(line.Drugs, drug => Assert.Equal(Math.Round(drug.Probability, 4), drug.Probability));
        });
        Assert.Equal(70, lines[0].Age);
        Assert.Contains(lines, line => line.Outcome == "proposed");
        var figures = some.Files.FiguresOf(CohortNames.Part(SomeCohort.Id, 1));
        Assert.Equal(lines.Count, int.Parse(figures["proposed"]) + int.Parse(figures["abstained"]) + int.Parse(figures["failed"]));
        // What a cohort scores is nobody's live proposal.
        Assert.Empty(some.Worker.Stores.Bundles);
        Assert.DoesNotContain(some.Files.Names, name => name.Contains("proposals"));
    }

    [Fact]
    public async Task A_shard_scored_again_gives_the_same_bytes_and_changes_nothing()
    {
        using var some = await new SomeCohort().Manifest().Shard(SomeCohort.Patient("p", visits: 70)).ServingAsync();
        await some.RunAsync();
        var first = some.Files[CohortNames.Part(SomeCohort.Id, 1)];
        Assert.Equal(new ShardResult("already-stored", 0), await some.RunAsync());
        some.Files.Remove(CohortNames.Part(SomeCohort.Id, 1));
        await some.RunAsync();
        Assert.Equal(first, some.Files[CohortNames.Part(SomeCohort.Id, 1)]);
    }

    [Fact]
    public async Task Each_of_several_models_scores_every_encounter_and_one_that_is_not_there_fails_alone()
    {
        using var some = await new SomeCohort().Manifest(""","models":["random-tiny","absent@7","random-student@1"]""").Shard(SomeCohort.Patient("p", visits: 4)).ServingAsync();
        await some.RunAsync();
        var byModel = some.Lines().GroupBy(line => line.Asked!).ToDictionary(group => group.Key, group => group.ToList());
        Assert.Equal(["absent@7", "random-student@1", "random-tiny"], byModel.Keys.Order());
        Assert.All(byModel.Values, lines => Assert.Equal(["p-0", "p-1", "p-2", "p-3"], lines.Select(line => line.Encounter)));
        Assert.All(byModel["absent@7"], line => Assert.Equal(("failed", "model-not-available"), (line.Outcome, line.Reason)));
        Assert.All(byModel["random-tiny"], line => Assert.StartsWith("random-tiny@", line.Model));
        Assert.All(byModel["random-student@1"], line => Assert.Equal("random-student@1", line.Model));
    }

    [Fact]
    public async Task Encounters_driven_again_are_put_only_to_the_models_they_failed_with()
    {
        var patient = SomeCohort.Patient("p", visits: 2);
        patient = patient with { Encounters = [patient.Encounters[0] with { Models = ["random-student@1"] }, patient.Encounters[1] with { Models = ["random-tiny"] }] };
        using var some = await new SomeCohort().Manifest(""","models":["random-tiny","random-student@1"]""").Shard(patient).ServingAsync();
        await some.RunAsync(redrive: true);
        Assert.Equal([("p-0", "random-student@1"), ("p-1", "random-tiny")], some.Lines().Select(line => (line.Encounter, line.Asked!)));
        Assert.Equal("2", some.Files.FiguresOf(CohortNames.Part(SomeCohort.Id, 1))["replaced"]);
    }

    [Fact]
    public async Task Fhir_proposals_lie_beside_the_part_where_the_manifest_asks_for_them()
    {
        using var some = await new SomeCohort().Manifest(""","fhirProposals":true""").Shard(SomeCohort.Patient("p", visits: 3)).ServingAsync();
        await some.RunAsync();
        var bundles = Encoding.UTF8.GetString(some.Files[CohortNames.Proposals(SomeCohort.Id, 1)]!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, bundles.Length);
        for (var i = 0; i < bundles.Length; i++)
        {
            using var bundle = JsonDocument.Parse(bundles[i]);
            Assert.Equal("Bundle", bundle.RootElement.GetProperty("resourceType").GetString());
            Assert.Contains($"Encounter/p-{i}\"", bundles[i]);
            Assert.DoesNotContain("\"intent\":\"order\"", bundles[i]);
        }
    }

    [Fact]
    public async Task What_cannot_be_scored_is_a_line_with_its_reason()
    {
        var timeless = new CohortPatient("t", [new CohortEncounter { Id = "t-0" }], [
            """{"resourceType":"Patient","id":"t"}"""u8.ToArray(), """{"resourceType":"Encounter","id":"t-0","subject":{"reference":"Patient/t"}}"""u8.ToArray()]);
        var lone = new CohortPatient("", [new CohortEncounter { Id = "l", Failed = "encounter-without-patient" }], []);
        using var some = await new SomeCohort().Manifest().Shard(timeless, lone, SomeCohort.Patient("p", visits: 1)).ServingAsync();
        await some.RunAsync();
        Assert.Equal([("t-0", "encounter-without-time"), ("l", "encounter-without-patient")], some.Lines().Where(line => line.Outcome == "failed").Select(line => (line.Encounter, line.Reason!)));
        Assert.Equal(3, some.Lines().Count);
    }

    [Theory]
    [InlineData(CohortControlFile.Paused)]
    [InlineData(CohortControlFile.Cancelled)]
    public async Task Nothing_is_written_while_a_cohort_does_not_run(string state)
    {
        using var some = await new SomeCohort().Manifest().Shard(SomeCohort.Patient()).ServingAsync();
        some.Files[CohortNames.Control(SomeCohort.Id)] = JsonSerializer.SerializeToUtf8Bytes(new CohortControlFile(state, 0), ClinicalJson.Options);
        Assert.Equal(new ShardResult(state, 0), await some.RunAsync());
        Assert.Null(some.Files[CohortNames.Part(SomeCohort.Id, 1)]);
    }

    [Fact]
    public async Task A_manifests_own_thresholds_and_formulary_lie_over_the_models()
    {
        var drug = SomeModel.DrugNames()[2];
        using var some = await new SomeCohort().Manifest($$""","thresholds":{"{{drug}}":0},"formulary":["{{drug}}"]""").Shard(SomeCohort.Patient("p", visits: 3)).ServingAsync();
        await some.RunAsync();
        Assert.All(some.Lines(), line => Assert.All(line.Drugs, proposed => Assert.Equal(drug, proposed.Drug)));
        Assert.Contains(some.Lines(), line => line.Outcome == "proposed");
    }

    [Fact]
    public async Task Drugs_of_the_manifest_that_no_model_knows_are_counted_and_named_beside_the_part()
    {
        var drug = SomeModel.DrugNames()[2];
        using var some = await new SomeCohort().Manifest($$""","models":["absent@7","random-tiny"],"thresholds":{"{{drug.ToUpperInvariant()}}":0.5,"métformni":0.1},"formulary":["{{drug}}","asprin, coated"]""").Shard(SomeCohort.Patient()).ServingAsync();
        await some.RunAsync();
        var figures = some.Files.FiguresOf(CohortNames.Part(SomeCohort.Id, 1));
        Assert.Equal("2", figures["unknown"]);
        Assert.Equal("asprin%2C%20coated,m%C3%A9tformni", figures["unknowndrugs"]);
    }

    [Fact]
    public async Task A_shard_message_is_settled_by_what_became_of_it()
    {
        using var some = new SomeCohort().Manifest();
        var body = new CohortShardMessage(SomeCohort.Id, 1).ToBody();
        Assert.Equal("RequestGone", Assert.IsType<Settlement.DeadLetter>(await some.HandleAsync(body)).Reason);
        some.Shard(SomeCohort.Patient());
        Assert.IsType<Settlement.Abandon>(await some.HandleAsync(body));
        await some.ServingAsync();
        Assert.IsType<Settlement.Complete>(await some.HandleAsync(body));
        Assert.NotNull(some.Files[CohortNames.Part(SomeCohort.Id, 1)]);
    }

    [Fact]
    public async Task A_shard_that_no_worker_got_through_becomes_failures_that_can_be_driven_again()
    {
        var body = new CohortShardMessage(SomeCohort.Id, 1).ToBody();
        var lone = new CohortPatient("", [new CohortEncounter { Id = "l", Failed = "encounter-without-patient" }], []);
        using var some = await new SomeCohort().Manifest(""","models":["random-tiny","random-student@1"]""").Shard(SomeCohort.Patient("p", visits: 2), lone).ServingAsync();
        Assert.IsType<Settlement.Complete>(await some.HandleAsync(body, delivery: 10));
        Assert.Equal(
            [("p-0", "random-tiny"), ("p-0", "random-student@1"), ("p-1", "random-tiny"), ("p-1", "random-student@1"), ("l", "random-tiny"), ("l", "random-student@1")],
            some.Lines().Select(line => (line.Encounter, line.Asked!)));
        Assert.All(some.Lines(), line => Assert.Equal(("failed", line.Encounter == "l" ? "encounter-without-patient" : "given-up"), (line.Outcome, line.Reason)));
        Assert.Equal("6", some.Files.FiguresOf(CohortNames.Part(SomeCohort.Id, 1))["failed"]);

        // One that was stored by then stays as it is, and until the last delivery it is tried.
        using var scored = await new SomeCohort().Manifest().Shard(SomeCohort.Patient("p", visits: 2)).ServingAsync();
        await scored.HandleAsync(body, delivery: 9);
        await scored.HandleAsync(body, delivery: 10);
        Assert.DoesNotContain(scored.Lines(), line => line.Outcome == "failed");
        // Nobody is failed for a pause.
        using var paused = await new SomeCohort().Manifest().Shard(SomeCohort.Patient()).ServingAsync();
        paused.Files[CohortNames.Control(SomeCohort.Id)] = JsonSerializer.SerializeToUtf8Bytes(new CohortControlFile(CohortControlFile.Paused, 0), ClinicalJson.Options);
        Assert.IsType<Settlement.Complete>(await paused.HandleAsync(body, delivery: 10));
        Assert.Null(paused.Files[CohortNames.Part(SomeCohort.Id, 1)]);
    }

    [Fact]
    public async Task A_claim_check_on_the_cohorts_queue_is_set_aside_and_touches_no_live_proposal()
    {
        using var some = await new SomeCohort().Manifest().ServingAsync();
        var claim = await some.Worker.PutAsync(SomeWorker.Request());
        var settlement = Assert.IsType<Settlement.DeadLetter>(await some.HandleAsync(JsonSerializer.SerializeToUtf8Bytes(claim, ClinicalJson.Options)));
        Assert.Equal("MalformedRequest", settlement.Reason);
        Assert.Empty(some.Worker.Stores.Bundles);
    }
}
