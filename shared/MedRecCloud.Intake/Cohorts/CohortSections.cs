using System.Globalization;
using System.Text;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>The sections of a report's page that speak of one model.</summary>
internal static class CohortSections
{
    private const int MostBars = 25, MostRows = 200;

    public static IReadOnlyList<string> QualityHeads { get; } = ["", "encounters", "with proposals", "with orders", "precision", "recall", "F1", "Jaccard", "proposed / ordered", "false alarms"];

    public static void Write(StringBuilder page, CohortRun run)
    {
        page.Append(run.Answered.Count == 0 ? "<p>No encounter was answered" : "<p>Answered by ").AppendJoin(", ", run.Answered.Select(model => $"{CohortPage.Text(model.Key)} ({CohortPage.N(model.Value)} encounters)"))
            .Append(CultureInfo.InvariantCulture, $": {CohortPage.N(run.Scored)} with proposals, {CohortPage.N(run.Abstained)} abstained, {CohortPage.N(run.Failed)} failed.</p>");
        page.Append("<h3>Against what was ordered</h3>");
        CohortPage.Table(page, [.. QualityHeads], [Row("all", run.Quality), .. run.Subgroups.Select(group => Row($"{group.By}: {group.Value}", group.Quality))]);
        page.Append("<h3>Drugs</h3>");
        BarChart.Write(page, "encounters", "drugs", [("proposed", "#1f6feb"), ("ordered", "#8b949e")], [.. run.Drugs.Take(MostBars).Select(drug => (drug.Drug, (double[])[drug.Proposed, drug.Ordered]))]);
        CohortPage.Table(page, ["drug", "proposed", "ordered", "both", "proposed / ordered"],
            run.Drugs.Take(MostRows).Select(drug => (string[])[drug.Drug, CohortPage.N(drug.Proposed), CohortPage.N(drug.Ordered), CohortPage.N(drug.Both), F(drug.Ordered == 0 ? null : (double)drug.Proposed / drug.Ordered)]));
        foreach (var difference in run.Differences) Write(page, difference);
        Findings(page, run);
        Counts(page, "Abstentions", run.Abstentions);
        Counts(page, "Failures", run.Failures);
    }

    public static string[] Row(string name, Quality quality) =>
    [
        name, CohortPage.N(quality.Encounters), CohortPage.N(quality.Proposing), CohortPage.N(quality.WithOrders), F(quality.Precision), F(quality.Recall), F(quality.F1), F(quality.Jaccard),
        F(quality.OverPrescription), F(quality.FalseAlarms),
    ];

    /// <summary>What the words mean, for readers who meet them here first.</summary>
    public static void Words(StringBuilder page)
    {
        page.Append("<h2>What the words mean</h2><dl>");
        foreach (var (word, meaning) in ((string, string)[])
        [
            ("with proposals, abstained, failed", "Proposed at least one drug; proposed none, and says why; could not be answered at all."),
            ("precision, recall, F1", "Share of proposed drugs that were ordered; share of ordered drugs that were proposed; their harmonic mean. Over encounters with orders."),
            ("Jaccard", "Drugs both proposed and ordered, of all proposed or ordered; mean over encounters with orders. 1 is equal."),
            ("proposed / ordered", "Proposed drugs for each ordered one, over encounters with orders; for a single drug over all encounters. Above 1 the model proposes more than was ordered."),
            ("false alarms", "Share of encounters without any order for which something was proposed."),
            ("gained, lost", "Encounters for which this run proposes a drug that the other did not, and the reverse."),
            ("net", "Gained less lost, with the 95 % interval by bootstrap over patients. An interval without 0 is a change beyond chance."),
            ("class", "Of the encounter, by HL7 v3: AMB ambulatory, IMP inpatient, EMER emergency, VR virtual, HH home health."),
            ("safety findings", "Of the review of every drug above its threshold; 'taken out' where the finding kept it from being proposed."),
        ]) page.Append("<dt>").Append(CohortPage.Text(word)).Append("</dt><dd>").Append(CohortPage.Text(meaning)).Append("</dd>");
        page.Append("</dl>");
    }

    private static void Write(StringBuilder page, CohortDifference difference)
    {
        page.Append("<h3>Against ").Append(CohortPage.Text(difference.Against)).Append("</h3>");
        if (difference.Jaccard is { } jaccard)
            page.Append("<p>").Append(Verdict(jaccard)).Append(CultureInfo.InvariantCulture, $" (mean Jaccard with the orders {jaccard.Difference:+0.0000;-0.0000;0}, 95 % interval {jaccard.Lower:+0.0000;-0.0000;0} to {jaccard.Upper:+0.0000;-0.0000;0}, by bootstrap over {CohortPage.N(jaccard.Patients)} patients with {CohortPage.N(jaccard.Encounters)} encounters).</p>");
        CohortPage.Table(page, ["", "encounters", "share"],
        [
            ["in both runs", CohortPage.N(difference.Common), ""],
            ["with the same drugs", CohortPage.N(difference.Identical), CohortPage.P(difference.Identical, difference.Common)],
            ["agreement (mean Jaccard of the two runs)", "", F(difference.Agreement)],
        ]);
        if (difference.Drugs.IsEmpty) return;
        BarChart.Write(page, "encounters", "drugs", [("gained", "#2da44e"), ("lost", "#cf222e")], [.. difference.Drugs.Take(MostBars).Select(drug => (drug.Drug, (double[])[drug.Gained, drug.Lost]))]);
        CohortPage.Table(page, ["drug", "gained", "lost", "net", "95 % interval", "who"],
            difference.Drugs.Take(MostRows).Select(drug => (string[])[drug.Drug, CohortPage.N(drug.Gained), CohortPage.N(drug.Lost), Signed(drug.Gained - drug.Lost), $"{Signed(drug.Lower)} to {Signed(drug.Upper)}", Who(drug.Groups)]));
    }

    private static string Signed(int count) => count.ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture);

    // The keys begin with gained or lost: said once.
    private static string Who(IReadOnlyDictionary<string, int> groups) => string.Join("; ", groups
        .GroupBy(group => group.Key[..group.Key.IndexOf(' ', StringComparison.Ordinal)])
        .Select(word => $"{word.Key}: {string.Join(", ", word.Select(group => $"{group.Key[(word.Key.Length + 1)..]} ({CohortPage.N(group.Value)})"))}"));

    private static string Verdict(CohortDifference.Interval jaccard) => jaccard switch
    {
        { Lower: > 0 } => "This run is nearer to the orders",
        { Upper: < 0 } => "This run is farther from the orders",
        _ => "Neither run is nearer to the orders beyond chance",
    };

    private static void Findings(StringBuilder page, CohortRun run)
    {
        if (run.Findings.Count == 0) return;
        page.Append("<h3>Safety findings</h3>");
        CohortPage.Table(page, ["rule", "severity", "shown with a proposal", "taken out"],
            run.Findings.Select(finding => (Words: finding.Key.Split(':'), finding.Value)).Select(finding => (IsOut: finding.Words[0] == "rejected", finding.Words, finding.Value))
                .GroupBy(finding => (Rule: finding.Words[^1], Severity: finding.Words[^2]))
                .OrderByDescending(rule => rule.Sum(finding => finding.Value)).ThenBy(rule => rule.Key.Rule, StringComparer.Ordinal)
                .Select(rule => (string[])[rule.Key.Rule, rule.Key.Severity, CohortPage.N(rule.Where(finding => !finding.IsOut).Sum(finding => finding.Value)), CohortPage.N(rule.Where(finding => finding.IsOut).Sum(finding => finding.Value))]));
    }

    private static void Counts(StringBuilder page, string title, IReadOnlyDictionary<string, int> counts)
    {
        if (counts.Count == 0) return;
        page.Append("<h3>").Append(CohortPage.Text(title)).Append("</h3>");
        CohortPage.Table(page, ["", "encounters"], counts.OrderByDescending(count => count.Value).Select(count => (string[])[count.Key, CohortPage.N(count.Value)]));
    }

    private static string F(double? figure) => figure?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
