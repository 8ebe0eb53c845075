using MedRecCloud.Local.Demo;
using MedRecCloud.Local.Sample;

namespace MedRecCloud.Local.Tests.Demo;

public sealed class DemoSummaryTests
{
    private static readonly SampleEvent[] Events =
    [
        Told("1", "a"), Told("2", "a"), Told("3", "b"), Told("4", "c"), Told("5", null), Told("6", "d"), Told("7", "e"),
    ];

    [Fact]
    public void Every_event_is_counted_once_by_the_final_outcome_of_its_encounter()
    {
        var summary = DemoSummary.Of(
            Events, new Dictionary<string, string> { ["a"] = "proposed", ["b"] = "abstained", ["c"] = "withdrawn", ["d"] = "proposed" },
            new HashSet<string> { "5" }, new HashSet<string> { "e" }, TimeSpan.FromSeconds(12.34));
        Assert.Equal(new DemoSummary(7, 3, 1, 1, 2, 0, 12.3), summary);
        Assert.Equal("7 events: 3 proposed, 1 abstained, 1 withdrawn, 2 dead-lettered, 0 lost", summary.ToString());
        Assert.Equal("""{"events":7,"proposed":3,"abstained":1,"withdrawn":1,"deadLettered":2,"lost":0,"seconds":12.3}""", summary.ToJson());
    }

    [Fact]
    public void An_event_without_a_trace_is_lost()
    {
        var summary = DemoSummary.Of(Events, new Dictionary<string, string>(), new HashSet<string>(), new HashSet<string>(), TimeSpan.Zero);
        Assert.Equal(7, summary.Lost);
    }

    [Fact]
    public void A_dead_lettered_event_of_an_encounter_with_an_outcome_counts_as_dead_lettered()
    {
        var summary = DemoSummary.Of(Events, new Dictionary<string, string> { ["a"] = "proposed" }, new HashSet<string> { "2" }, new HashSet<string>(), TimeSpan.Zero);
        Assert.Equal((1, 1), (summary.Proposed, summary.DeadLettered));
    }

    private static SampleEvent Told(string id, string? encounter) => new(id + ".json", "test", encounter, []);
}
