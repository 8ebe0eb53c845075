using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Intake.Tests.Cohorts;

public sealed class LatelyDoneTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(new int[0], null)]
    [InlineData(new[] { 60 }, null)]
    [InlineData(new[] { 100, 50, 0 }, 2.0)]
    [InlineData(new[] { 0, 100, 50 }, 2.0)]
    [InlineData(new[] { 40_000, 30_000, 901, 100, 50 }, 1.0)]
    [InlineData(new[] { 0, 0 }, null)]
    public void The_rate_is_of_what_came_behind_the_first_result_of_the_last_quarter_hour(int[] secondsAgo, double? rate)
    {
        var lately = new LatelyDone(s_now);
        foreach (var seconds in secondsAgo) lately.Add(s_now.AddSeconds(-seconds), 100);
        Assert.Equal(rate, lately.Rate);
    }

    [Fact]
    public async Task What_is_left_is_reckoned_by_the_last_quarter_hour_and_not_by_the_night_it_was_paused()
    {
        var time = new FakeTimeProvider(s_now.AddHours(-10));
        using var some = new CohortHarness(time: time).WithExport(patients: 30, visits: 4);
        await some.StartAsync("c", new CohortManifest { Source = new CohortSource { Folder = some.Export }, ShardSize = 20 });
        await some.Planner.PlanAsync("c", default);
        time.SetUtcNow(s_now);
        await some.TakeAsync(_ => ["lisinopril"]);
        // All of six parts but the last, one a minute until now.
        await some.Files.RemoveAsync(CohortNames.Part("c", 6), default);
        some.Files.Written = name => s_now.AddMinutes(CohortNames.ShardOf(name)!.Value - 5);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("running", 100, 120), (progress.State, progress.Scored, progress.Planned));
        Assert.Equal(s_now.AddMinutes(1), progress.Estimate);
    }
}
