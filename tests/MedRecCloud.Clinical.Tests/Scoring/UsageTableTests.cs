using System.Text.Json;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Clinical.Tests.Scoring;

public class UsageTableTests
{
    private static readonly VisitAspects Cough = new("checkup", "cough", "male 40", ["bronchitis"], ["asthma", "bronchitis"]);

    [Fact]
    public void Shares_are_counted_by_kind_conditions_group_and_type_and_leaned_on_the_overall_share()
    {
        // 4 of 5 visits for cough ordered codeine; 10 visits in all.
        var table = Table([.. Enumerable.Range(0, 5).Select(i => (Cough, i < 4 ? ["codeine"] : (string[])[])), .. Enumerable.Range(0, 5).Select(_ => (Cough with { Reason = "pain", Present = [], Active = ["asthma"] }, Array.Empty<string>()))]);
        var usage = table.For(Cough).Of("codeine");
        Assert.Equal((4 + 0.4) / 6, usage.OfKind, 9);
        Assert.Equal((4 + 0.4) / 6, usage.OfPresent, 9);
        // The more telling of two active conditions counts: asthma stands at 4 of 10.
        Assert.Equal((4 + 0.4) / 6, usage.OfActive, 9);
        Assert.Equal((4 + 0.4) / 6, usage.OfGroup, 9);
        Assert.Equal((4 + 0.4) / 11, usage.OfType, 9);
        Assert.Equal((4 + 0.4) / 11, table.For(Cough with { Present = [], Active = ["asthma"] }).Of("codeine").OfActive, 9);
    }

    [Fact]
    public void A_kind_never_met_falls_back_to_its_reason_then_to_its_type()
    {
        var table = Table([.. Enumerable.Range(0, 4).Select(_ => (Cough, (string[])["codeine"])), .. Enumerable.Range(0, 4).Select(_ => (Cough with { Type = "emergency", Reason = "pain" }, (string[])["morphine"]))]);
        Assert.True(table.For(Cough with { Type = "emergency" }).Of("codeine").OfKind > 0.8, "The reason tells.");
        Assert.True(table.For(Cough with { Type = "emergency", Reason = "fall" }).Of("morphine").OfKind > 0.8, "The type tells.");
        Assert.Equal(0.5, table.For(VisitAspects.None).Of("morphine").OfKind, 9);
    }

    [Fact]
    public void Counts_of_few_visits_are_not_kept()
    {
        var table = Table([.. Enumerable.Range(0, 2).Select(_ => (Cough, (string[])["codeine"])), .. Enumerable.Range(0, 8).Select(_ => (new VisitAspects("other", "", "male 40", [], []), Array.Empty<string>()))]);
        Assert.DoesNotContain(table.Keys.Keys, key => key.Contains("cough", StringComparison.Ordinal) || key.Contains("bronchitis", StringComparison.Ordinal));
        Assert.Equal(0.2, table.For(Cough).Of("codeine").OfKind, 9);
    }

    [Fact]
    public void A_drug_that_was_not_counted_is_unknown() => Assert.Same(CandidateUsage.Unknown, Table([(Cough, ["codeine"])]).For(Cough).Of("newdrug"));

    [Fact]
    public void A_table_reads_as_it_was_written()
    {
        var table = Table([.. Enumerable.Range(0, 6).Select(i => (Cough, i % 2 == 0 ? (string[])["codeine"] : ["codeine", "morphine"]))]);
        var json = JsonSerializer.SerializeToUtf8Bytes(table, ClinicalJson.Options);
        var read = UsageTable.Read(json);
        Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(read, ClinicalJson.Options));
        Assert.Equal(table.For(Cough).Of("morphine"), read.For(Cough).Of("morphine"));
        // A zero-width joiner means nothing to a culture's comparison, and another code to us.
        Assert.Equal(read.For(VisitAspects.None).Of("morphine").OfPresent, read.For(Cough with { Present = ["bron\u200dchitis"] }).Of("morphine").OfPresent);
    }

    [Theory]
    [InlineData("""{"visits":5,"drugs":["codeine"],"orders":[],"keys":{}}""")]
    [InlineData("""{"visits":5,"drugs":["codeine"],"orders":[1],"keys":{"type a":[3,1,1]}}""")]
    [InlineData("""{"visits":5,"drugs":["codeine"],"orders":[1],"keys":{"type a":[3,0,4]}}""")]
    [InlineData("""{"visits":5,"drugs":["codeine"],"orders":[1],"keys":{"type a":[3,0]}}""")]
    [InlineData("""{"visits":5,"drugs":["codeine"],"orders":[1],"keys":{"type a":[]}}""")]
    public void A_table_whose_counts_do_not_fit_is_refused_when_it_is_read(string json) =>
        Assert.Throws<ArgumentException>(() => UsageTable.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    private static UsageTable Table(params IEnumerable<(VisitAspects, string[])> visits) =>
        UsageTable.Count(visits.Select(visit => (visit.Item1, (IReadOnlyCollection<string>)visit.Item2)), ["morphine", "codeine"]);
}
