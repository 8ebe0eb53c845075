using System.Text;
using System.Text.Json.Nodes;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Tests.Data;

/// <summary>Each thing that names the treatment of the encounter itself, or the future, stays out of what a model reads. Each test fails when its cut is removed.</summary>
public sealed class LeakTests : IDisposable
{
    private const string Today = "2020-03-01T08:00:00Z", Before = "2020-01-01T08:00:00Z", Later = "2020-05-01T08:00:00Z";
    private readonly TemporaryFolder _folder = new();
    private int _exports;

    private static SmallExport Base() => new SmallExport()
        .Patient("p").Encounter("before", "p", Before, reason: "pain").Encounter("now", "p", Today, reason: "pain")
        .Condition("c", "p", "now", "Knee pain", Today).Order("o", "p", "now", "warfarin sodium 5 MG Oral Tablet", Today);

    [Fact]
    public void The_order_itself_is_the_label_and_nothing_else_names_it()
    {
        var sample = Now(Base());
        Assert.Equal("warfarin", Assert.Single(sample.Labels));
        Assert.DoesNotContain("warfarin", Text(sample));
        Assert.Contains("Knee pain", Text(sample));
    }

    [Fact]
    public void The_plan_section_of_a_note_is_cut_and_its_other_sections_are_read()
    {
        var sample = Now(Base().Note("n", "p", "now", "# Chief Complaint\nstabbing knee\n\n# Medications\nibuprofen 200 MG Oral Tablet\n\n# Assessment and Plan\nKnee pain.\n\n## Plan\nThe patient was prescribed the following medications:\n- warfarin sodium 5 MG oral tablet\n", Today));
        Assert.DoesNotContain("warfarin", Text(sample));
        Assert.Contains("stabbing knee", Text(sample));
        Assert.True(sample.Prompt.Histories["ibuprofen"].OnNoteList);
    }

    [Fact]
    public void A_diagnostic_report_that_repeats_the_note_is_not_read() =>
        Assert.DoesNotContain("warfarin", Text(Now(Base().Add(new JsonObject
        {
            ["resourceType"] = "DiagnosticReport", ["id"] = "r", ["status"] = "final", ["subject"] = new JsonObject { ["reference"] = "Patient/p" },
            ["encounter"] = new JsonObject { ["reference"] = "Encounter/now" }, ["effectiveDateTime"] = Today, ["code"] = new JsonObject { ["text"] = "History and physical" },
            ["presentedForm"] = new JsonArray(new JsonObject { ["contentType"] = "text/plain", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("# Medications\nwarfarin 5 MG")) }),
        }))));

    [Fact]
    public void An_administration_of_the_same_encounter_is_not_history_and_one_of_an_earlier_encounter_is()
    {
        var sample = Now(Base().Administration("a", "p", "now", "warfarin sodium 5 MG Oral Tablet", Today).Administration("b", "p", "before", "ibuprofen 200 MG Oral Tablet", Before));
        Assert.DoesNotContain("warfarin", Text(sample));
        Assert.Equal(["ibuprofen"], sample.Prompt.Histories.Keys);
    }

    [Fact]
    public void The_reason_of_an_order_adds_nothing()
    {
        var with = Now(Base().Remove("o").Order("o", "p", "now", "warfarin sodium 5 MG Oral Tablet", Today, reasonCondition: "future").Condition("future", "p", "later", "Atrial fibrillation", Later).Encounter("later", "p", Later));
        Assert.Equal(Text(Now(Base())), Text(with));
    }

    [Fact]
    public void Whether_an_earlier_order_was_stopped_since_is_not_seen()
    {
        var active = Now(Base().Order("old", "p", "before", "ibuprofen 200 MG Oral Tablet", Before, status: "active"));
        var stopped = Now(Base().Order("old", "p", "before", "ibuprofen 200 MG Oral Tablet", Before, status: "stopped"));
        Assert.Equal(Text(active), Text(stopped));
        Assert.Contains("ibuprofen", Text(active));
    }

    [Fact]
    public void Procedures_of_the_same_encounter_are_not_seen_and_earlier_ones_are()
    {
        var sample = Now(Base().Procedure("q", "p", "now", "Infusion of zygomab", Today).Procedure("r", "p", "before", "Knee imaging", Before));
        Assert.DoesNotContain("zygomab", Text(sample));
        Assert.Contains("Knee imaging", Text(sample));
    }

    [Fact]
    public void Nothing_later_is_seen()
    {
        var sample = Now(Base().Encounter("later", "p", Later, reason: "pain").Order("x", "p", "later", "warfarin sodium 5 MG Oral Tablet", Later)
            .Condition("y", "p", "later", "Bleeding", Later).Note("z", "p", "later", "# Medications\nwarfarin 5 MG\n", Later));
        Assert.Equal(Text(Now(Base())), Text(sample));
    }

    [Fact]
    public void That_a_condition_ended_later_is_not_seen()
    {
        var ongoing = Now(Base().Condition("old", "p", "before", "Gout", Before));
        var ended = Now(Base().Condition("old", "p", "before", "Gout", Before, abatement: Later));
        Assert.Equal(Text(ongoing), Text(ended));
        Assert.Equal(ongoing.Codes.Active.AsEnumerable(), ended.Codes.Active);
        Assert.Contains("Gout", Text(ended));
    }

    [Fact]
    public void An_order_dated_before_its_own_encounter_is_neither_label_nor_input()
    {
        var export = Base().Order("early", "p", "now", "ibuprofen 200 MG Oral Tablet", Before);
        var (samples, report) = Some.Read(export.WriteNdjson(_folder.Path));
        var sample = samples.Single(sample => sample.Encounter == "now");
        Assert.Equal("warfarin", Assert.Single(sample.Labels));
        Assert.DoesNotContain("ibuprofen", Text(sample));
        Assert.Equal(1, report.Dropped["order written before its encounter began"]);
    }

    public void Dispose() => _folder.Dispose();

    private Sample Now(SmallExport export) => Some.Read(export.WriteNdjson(Path.Combine(_folder.Path, (++_exports).ToString(System.Globalization.CultureInfo.InvariantCulture)))).Samples.Single(sample => sample.Encounter == "now");

    private static string Text(Sample sample) => Some.AllText(sample, "naproxen");
}
