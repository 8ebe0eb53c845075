using System.Text.Json;
using MedRecCloud.Training.Baselines;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Verbs;

/// <summary>The verbs as a person calls them.</summary>
public sealed class EvaluateVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Evaluate_writes_a_table_a_report_with_the_agreed_names_and_a_page_that_needs_no_network()
    {
        Clinic.Of(40, 1).Order("lost", "p0", null, "lisinopril 10 MG", "2020-01-01").WriteNdjson(_folder["data"]);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--baselines", "--out", _folder["out"], "--hold-out-drugs"]));
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "report.json")));
        var models = report.RootElement.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(AllBaselines.List.Count, models.Count);
        foreach (var model in models)
        {
            Assert.True(model.GetProperty("baseline").GetBoolean());
            Assert.NotEqual("", model.GetProperty("name").GetString());
            foreach (var name in new[] { "jaccard", "precision", "recall", "f1", "prauc", "ddiRate", "meanPredicted", "meanTrue", "overPrescription", "calibrationError" })
            {
                Assert.Equal(JsonValueKind.Number, model.GetProperty(name).ValueKind);
                Assert.Equal(JsonValueKind.Number, model.GetProperty(name + "Deviation").ValueKind);
            }
            Assert.Equal(JsonValueKind.Number, model.GetProperty("allEncounters").GetProperty("microF1").ValueKind);
            Assert.Equal(JsonValueKind.Number, model.GetProperty("allEncounters").GetProperty("microF1Deviation").ValueKind);
            Assert.True(model.GetProperty("subgroups").EnumerateObject().Count() >= 4);
        }
        Assert.Equal(models.Count - 1, models.Count(model => model.TryGetProperty("againstBestBaseline", out var paired) && paired.ValueKind == JsonValueKind.Object));
        var page = File.ReadAllText(Path.Combine(_folder["out"], "report.html"));
        Assert.Contains("<svg", page);
        Assert.Contains("amoxicillin", page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("<script", page);
        // Whoever opens the page sees every table, and no name of a field.
        var tables = File.ReadAllLines(Path.Combine(_folder["out"], "report.md")).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]).ToList();
        Assert.True(tables.Count >= 6);
        Assert.All(tables, title => Assert.Contains($"<h2>{System.Net.WebUtility.HtmlEncode(title)}</h2>", page));
        Assert.Contains("± 0.", page);
        Assert.All([page, File.ReadAllText(Path.Combine(_folder["out"], "report.md"))], text => Assert.Contains("40 patients, 240 encounters", text));
        Assert.All([page, File.ReadAllText(Path.Combine(_folder["out"], "report.md"))], text => Assert.Contains("Left out: 1 × order without an encounter.", System.Net.WebUtility.HtmlDecode(text)));
        Assert.DoesNotContain("ddiRate", page);
        Assert.Contains("| candidate-wise gradient boosting |", File.ReadAllText(Path.Combine(_folder["out"], "report.md")));
    }

    [Fact]
    public async Task Temporal_and_external_evaluations_say_what_was_trained_on_what()
    {
        Clinic.Of(25, 1).WriteNdjson(_folder["one"]);
        Clinic.Of(20, 2).WriteNdjson(_folder["two"]);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["one"], "--baselines", "--split", "temporal", "--out", _folder["temporal"]]));
        Assert.Contains("temporal 70/10/20", File.ReadAllText(Path.Combine(_folder["temporal"], "report.md")));
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["two"], "--train", _folder["one"], "--baselines", "--out", _folder["external"]]));
        Assert.Contains("baselines trained on one", File.ReadAllText(Path.Combine(_folder["external"], "report.md")));
    }

    [Fact]
    public async Task Prepare_saves_the_cohort_and_refuses_an_export_without_medicines()
    {
        Clinic.Of(10, 1).WriteNdjson(_folder["data"]);
        Assert.Equal(0, await Program.Main(["prepare", "--data", _folder["data"], "--out", _folder["out"]]));
        using var cohort = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "cohort.json")));
        Assert.Equal((10, 60), (cohort.RootElement[0].GetProperty("patients").GetInt32(), cohort.RootElement[0].GetProperty("encounters").GetInt32()));
        Assert.Equal(64, cohort.RootElement[0].GetProperty("configHash").GetString()!.Length);
        File.Delete(Path.Combine(_folder["data"], "MedicationRequest.ndjson"));
        Assert.Equal(2, await Program.Main(["prepare", "--data", _folder["data"], "--out", _folder["out"]]));
        Assert.Equal(2, await Program.Main(["evaluate", "--data", _folder["data"], "--baselines", "--out", _folder["out"]]));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_and_ends_with_two()
    {
        Assert.Equal(2, await Program.Main(["evaluate", "--data", _folder["absent"], "--baselines", "--out", _folder["out"]]));
        Assert.Equal(2, await Program.Main(["evaluate", "--data", _folder.Path, "--out", _folder["out"]]));
        Assert.Equal(2, await Program.Main(["evaluate", "--data", _folder.Path, "--models", _folder["absent"], "--out", _folder["out"]]));
        Assert.NotEqual(0, await Program.Main(["evaluate"]));
    }

    public void Dispose() => _folder.Dispose();
}
