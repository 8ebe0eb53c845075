using System.Text.Json;
using Spectre.Console;

namespace MedRecCloud.Local.Cohorts;

/// <summary>The main table of a report.</summary>
internal static class RescoreTable
{
    private const int Drugs = 10;

    public static Table Create(JsonElement report)
    {
        var quality = report.GetProperty("quality");
        var table = new Table().RoundedBorder().AddColumns("", "");
        foreach (var (words, name) in ((string, string)[])[("encounters planned", "planned"), ("with proposals", "scored"), ("abstained", "abstained"), ("failed", "failed")]) Row(words, report, name);
        foreach (var (words, name) in ((string, string)[])[("with true orders", "withOrders"), ("precision", "precision"), ("recall", "recall"), ("F1", "f1"), ("Jaccard", "jaccard"), ("proposed / ordered", "overPrescription")])
            Row(words, quality, name);
        foreach (var drug in report.GetProperty("drugs").EnumerateArray().Take(Drugs)) table.AddRow(new Text(drug.GetProperty("drug").GetString()!), new Text($"{drug.GetProperty("proposed")} proposed, {drug.GetProperty("ordered")} ordered"));
        if (report.TryGetProperty("difference", out var difference))
        {
            foreach (var (words, name) in ((string, string)[])[("earlier run", "against"), ("encounters in both", "common"), ("with the same drugs", "identical"), ("agreement", "agreement")]) Row(words, difference, name);
        }

        return table;

        void Row(string words, JsonElement from, string name)
        {
            if (from.TryGetProperty(name, out var value)) table.AddRow(new Text(words), new Text(value.ToString()));
        }
    }
}
