using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class CohortPinsTests
{
    [Theory]
    [InlineData("")]
    [InlineData(",\"model\":\"random-student\"")]
    public async Task A_cohort_ends_with_the_model_it_began_with_whatever_answers_live_requests_by_then(string members)
    {
        using var some = await new SomeCohort().Manifest(members).ServingAsync();
        await some.RunAsync(1, SomeCohort.Patient("p"));
        await some.ReplaceStudentAsync("2");
        await some.RunAsync(2, SomeCohort.Patient("q"));
        Assert.All(some.Lines(1).Concat(some.Lines(2)), line => Assert.Equal("random-student@1", line.Model));
        Assert.Equal(["random-student@1"], some.Pins());
    }

    [Fact]
    public async Task A_worker_without_the_cohorts_model_does_not_answer_with_another()
    {
        using var some = await new SomeCohort().Manifest().ServingAsync();
        await some.RunAsync(1, SomeCohort.Patient("p"));
        await some.ReplaceStudentAsync("2");
        some.Worker.Source.Folders.Remove(some.Student);
        await some.RunAsync(2, SomeCohort.Patient("q"));
        Assert.All(some.Lines(2), line => Assert.Equal(("failed", "model-not-available"), (line.Outcome, line.Reason)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_is_loaded_goes_on_whatever_becomes_of_the_packages(bool isLive)
    {
        using var some = await new SomeCohort().ServingAsync();
        some.Manifest(isLive ? "" : $",\"model\":\"{some.Lamo.Name}\"");
        await some.RunAsync(1, SomeCohort.Patient("p"));
        some.Worker.Source.Folders.Clear();
        await some.RunAsync(2, SomeCohort.Patient("q"));
        Assert.All(some.Lines(2), line => Assert.Equal((isLive ? some.Student : some.Lamo).ToString(), line.Model));
        Assert.Equal(some.Lines(1).Select(line => line.Outcome), some.Lines(2).Select(line => line.Outcome));
    }

    [Fact]
    public async Task A_model_that_comes_later_is_the_cohorts_from_then_on()
    {
        using var some = await new SomeCohort().Manifest(""","models":["random-student","random-student@2"]""").ServingAsync();
        await some.RunAsync(1, SomeCohort.Patient("p"));
        Assert.Equal(["random-student@1", null], some.Pins());
        await some.ReplaceStudentAsync("2");
        await some.RunAsync(2, SomeCohort.Patient("q"));
        Assert.Equal(["random-student@1", "random-student@2"], some.Pins());
        Assert.Equal(["random-student@1", "random-student@2"], some.Lines(2).Select(line => line.Model!).Distinct());
    }

    [Fact]
    public async Task What_another_worker_has_found_first_holds()
    {
        using var some = await new SomeCohort().Manifest().ServingAsync();
        await some.ReplaceStudentAsync("2");
        some.Files[CohortNames.Models(SomeCohort.Id)] = JsonSerializer.SerializeToUtf8Bytes(new CohortModelsFile(["random-student@1"]), ClinicalJson.Options);
        await some.RunAsync(1, SomeCohort.Patient("p"));
        Assert.All(some.Lines(1), line => Assert.Equal("random-student@1", line.Model));
    }

    [Fact]
    public async Task Before_any_model_serves_nothing_is_held_to()
    {
        using var some = new SomeCohort().Manifest();
        Assert.Equal(new ShardResult(ShardResult.NotReady, 0), await some.RunAsync(1, SomeCohort.Patient("p")));
        Assert.DoesNotContain(CohortNames.Models(SomeCohort.Id), some.Files.Names);
    }
}
