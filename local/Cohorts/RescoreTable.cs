using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace MedRecCloud.Local.Cohorts;

/// <summary>The main table of a report: a column for each model.</summary>
internal static class RescoreTable
{
    private const int Drugs = 10, Reasons = 5;

    public static Table Create(JsonElement report)
    {
        JsonElement[] runs = [.. report.GetProperty("runs").EnumerateArray()];
        var table = new Table().RoundedBorder().AddColumn("");
        foreach (var run in runs) table.AddColumn(new TableColumn(new Text(Name(run))));
        Row("encounters planned", _ => report.GetProperty("encounters").ToString());
        foreach (var (words, name) in ((string, string)[])[("with proposals", "scored"), ("abstained", "abstained"), ("failed", "failed")]) Row(words, run => Value(run, name));
        foreach (var reason in runs.SelectMany(run => run.GetProperty("failures").EnumerateObject().Select(failure => failure.Name)).Distinct().Order(StringComparer.Ordinal).Take(Reasons))
            Row($"– {reason}", run => Value(run.GetProperty("failures"), reason));
        foreach (var (words, name) in ((string, string)[])[("with true orders", "withOrders"), ("precision", "precision"), ("recall", "recall"), ("F1", "f1"), ("Jaccard", "jaccard"), ("proposed / ordered", "overPrescription")])
            Row(words, run => Value(run.GetProperty("quality"), name));
        for (var i = 0; i < runs.Max(run => Math.Min(run.GetProperty("drugs").GetArrayLength(), Drugs)); i++)
        {
            var place = i;
            Row(i == 0 ? "drugs (proposed, ordered)" : "", run => run.GetProperty("drugs") is var drugs && drugs.GetArrayLength() > place ? $"{drugs[place].GetProperty("drug")} ({drugs[place].GetProperty("proposed")}, {drugs[place].GetProperty("ordered")})" : "");
        }

        for (var i = 0; i < runs.Max(run => run.GetProperty("differences").GetArrayLength()); i++)
        {
            var place = i;
            foreach (var (words, name) in ((string, string)[])[("against", "against"), ("encounters in both", "common"), ("with the same drugs", "identical"), ("agreement", "agreement")])
                Row(words, run => run.GetProperty("differences") is var all && all.GetArrayLength() > place ? Value(all[place], name) : "");
            Row("nearer to the orders (95 %)", run => run.GetProperty("differences") is var all && all.GetArrayLength() > place ? Nearer(all[place]) : "");
        }

        return table;

        void Row(string words, Func<JsonElement, string> cell) => table.AddRow([new Text(words), .. runs.Select(run => new Text(cell(run)))]);
    }

    /// <summary>What of the manifest had no effect; null when nothing.</summary>
    public static string? Unknown(JsonElement report)
    {
        if (!report.TryGetProperty("asked", out var asked) || !asked.TryGetProperty("unknown", out var unknown) || unknown.GetInt32() is not (> 0 and var count)) return null;
        string[] drugs = [.. asked.GetProperty("unknownDrugs").EnumerateArray().Select(drug => drug.GetString()!)];
        return $"Thresholds or formulary name {count} drugs that no model knows{(drugs.Length == 0 ? "" : $": {string.Join(", ", drugs)}{(count > drugs.Length ? " and others" : "")}")}.";
    }

    // The change of the mean Jaccard with the orders, and its interval.
    private static string Nearer(JsonElement difference) => difference.TryGetProperty("jaccard", out var jaccard)
        ? string.Create(CultureInfo.InvariantCulture, $"{jaccard.GetProperty("difference").GetDouble():+0.0000;-0.0000;0} ({jaccard.GetProperty("lower").GetDouble():+0.0000;-0.0000;0} to {jaccard.GetProperty("upper").GetDouble():+0.0000;-0.0000;0})")
        : "–";

    // Where the manifest names none: those that answered.
    private static string Name(JsonElement run) =>
        run.TryGetProperty("model", out var model) ? model.GetString()!
        : string.Join(", ", run.GetProperty("answered").EnumerateObject().Select(answered => answered.Name)) is { Length: > 0 } answered ? answered : "no model answered";

    private static string Value(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value.ToString() : "–";
}
