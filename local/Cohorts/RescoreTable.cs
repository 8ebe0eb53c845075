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
            Row($"  {reason}", run => Value(run.GetProperty("failures"), reason));
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
        }

        return table;

        void Row(string words, Func<JsonElement, string> cell) => table.AddRow([new Text(words), .. runs.Select(run => new Text(cell(run)))]);
    }

    // Where the manifest names none: those that answered.
    private static string Name(JsonElement run) =>
        run.TryGetProperty("model", out var model) ? model.GetString()!
        : string.Join(", ", run.GetProperty("answered").EnumerateObject().Select(answered => answered.Name)) is { Length: > 0 } answered ? answered : "no model answered";

    private static string Value(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value.ToString() : "–";
}
