using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

public sealed class CohortPageTests
{
    [Fact]
    public async Task Every_plot_has_a_legend_a_scale_and_a_text_for_those_who_do_not_see_it()
    {
        var page = await PageAsync();
        var plots = Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline).Select(match => match.Value).ToArray();
        // Drugs of two models, and what the second gained and lost against the first.
        Assert.Equal(3, plots.Length);
        Assert.All(plots, plot =>
        {
            Assert.Matches("aria-label=\"(proposed and ordered|gained and lost): encounters for the \\d+ most frequent drugs", plot);
            Assert.Contains(">encounters</text>", plot);
            Assert.True(Regex.Matches(plot, "class=\"grid\"").Count >= 2);
            // Told apart by more than colour.
            Assert.Contains("fill-opacity", plot);
        });
        Assert.Contains("No encounter was answered: 0 with proposals, 0 abstained, 12 failed.", page);
    }

    [Fact]
    public async Task A_report_says_what_was_asked_for()
    {
        using var some = new CohortHarness().WithExport(patients: 1);
        await some.StartAsync("before");
        await some.StartAsync("c", new CohortManifest
        {
            Source = new CohortSource { Folder = some.Export }, Models = ["a@2", "b"], Against = "before", Formulary = ["lisinopril", "met<formin"],
            Thresholds = ImmutableSortedDictionary<string, double>.Empty.Add("lisinopril", 0.25),
        });
        foreach (var id in (string[])["before", "c"]) await some.Planner.PlanAsync(id, default);
        await some.WorkAsync((_, _, _) => ["lisinopril"]);
        foreach (var id in (string[])["before", "c"]) await some.ProgressAsync(id);
        Assert.Contains(
            $"<p class=\"note\">Source: folder {some.Export}. Models: a@2, b. Thresholds: the models&#39; own, but lisinopril 0.25. Formulary: lisinopril, met&lt;formin. Compared with before. Begun 1 January 2026, 00:00 UTC.</p>",
            Encoding.UTF8.GetString(some.Files["c/report.html"]!));
        Assert.Contains(
            "Models: the one that answers live requests. Thresholds: the models&#39; own. Formulary: all drugs that the models know. Begun", Encoding.UTF8.GetString(some.Files["before/report.html"]!));
        using var report = JsonDocument.Parse(some.Files["c/report.json"]!);
        Assert.Equal(0.25, report.RootElement.GetProperty("asked").GetProperty("thresholds").GetProperty("lisinopril").GetDouble());
    }

    [Fact]
    public async Task A_report_names_the_drugs_of_the_manifest_that_no_model_knows()
    {
        using var some = new CohortHarness().WithExport(patients: 1);
        await some.StartAsync("c", new CohortManifest { Source = new CohortSource { Folder = some.Export }, Formulary = ["lisinopril", "asprin", "met<formni"] });
        await some.Planner.PlanAsync("c", default);
        var line = new CohortResult { Encounter = "e0-0", Patient = "p0", Outcome = "abstained", Reason = "low-confidence" };
        await some.Files.CreateAsync(
            CohortNames.Part("c", 1), CohortLines.Write([line]),
            new Dictionary<string, string> { [CohortFigures.Abstained] = "1", [CohortFigures.Unknown] = "12", [CohortFigures.UnknownDrugs] = "asprin,met%3Cformni" }, default);
        await some.ProgressAsync("c");
        Assert.Contains("Formulary: lisinopril, asprin, met&lt;formni. Named, but known to no model: asprin, met&lt;formni and 10 more. Begun", Encoding.UTF8.GetString(some.Files["c/report.html"]!));
        using var report = JsonDocument.Parse(some.Files["c/report.json"]!);
        Assert.Equal(12, report.RootElement.GetProperty("asked").GetProperty("unknown").GetInt32());
    }

    [SkippableFact]
    public async Task In_Chromium_no_words_overlap_and_nothing_is_wider_than_the_page()
    {
        Skip.IfNot(Some.Chromium.IsInstalled, Some.Chromium.Missing);
        const string probe = """
            <script>
              const boxes = [...document.querySelectorAll('svg')].flatMap((plot, number) => [...plot.querySelectorAll('text')].map(text => ({ number, words: text.textContent, at: text.getBoundingClientRect() })));
              const clash = (a, b) => a.number === b.number && a.at.left < b.at.right - 1 && b.at.left < a.at.right - 1 && a.at.top < b.at.bottom - 4 && b.at.top < a.at.bottom - 4;
              const found = boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => clash(a, b)).map(b => `${a.words}/${b.words}`));
              const outside = boxes.filter(box => { const plot = document.querySelectorAll('svg')[box.number].getBoundingClientRect(); return box.at.left < plot.left || box.at.right > plot.right; }).length;
              document.body.dataset.found = `${boxes.length > 20} ${found.join(' ')}|${outside}|${document.documentElement.scrollWidth <= innerWidth}`;
            </script>
            """;
        var folder = Directory.CreateTempSubdirectory("medrec-report-").FullName;
        try
        {
            var file = Path.Combine(folder, "report.html");
            await File.WriteAllTextAsync(file, (await PageAsync()).Replace("</html>", probe + "</html>", StringComparison.Ordinal));
            Assert.Equal("true |0|true", Regex.Match(Some.Chromium.Open(folder, file, "--window-size=1280,900 --dump-dom"), "data-found=\"([^\"]*)\"").Groups[1].Value);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    /// <summary>Two models with many drugs of long names, and one that is not there.</summary>
    private static async Task<string> PageAsync()
    {
        using var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c", models: ["one", "two", "absent"]);
        await some.Planner.PlanAsync("c", default);
        string[] drugs = [.. Enumerable.Range(1, 30).Select(number => $"sulfamethoxazole {number} and its many relatives")];
        await some.WorkAsync((patient, encounter, model) => model == "absent" ? null : [.. drugs[(model == "two" ? 5 : 0)..].Take(20 + encounter.Length % 3 + patient[^1] % 4), "lisinopril"]);
        await some.ProgressAsync("c");
        return Encoding.UTF8.GetString(some.Files["c/report.html"]!);
    }
}
