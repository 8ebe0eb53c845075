using System.Globalization;
using Spectre.Console;

namespace MedRecCloud.Local.Commands;

/// <summary>Outcomes as a person reads them.</summary>
internal static class OutcomeTable
{
    private const int Drugs = 3;

    public static Table Create(IEnumerable<OutcomeRow> rows)
    {
        var table = new Table().RoundedBorder().AddColumns("encounter", "patient", "proposed, with probability", "issues", "time");
        foreach (var (outcome, elapsed) in rows)
        {
            var patient = outcome.Age is { } age ? $"{age} {outcome.Sex}" : outcome.Sex ?? "";
            table.AddRow(
                new Text(outcome.Encounter.Id), new Text(patient), new Text(Words(outcome)), new Text(outcome.Issues > 0 ? $"{outcome.Issues}" : ""),
                new Text(elapsed is { } time ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(time.TotalSeconds, 0):0} s") : ""));
        }
        return table;
    }

    private static string Words(Storage.CurrentOutcome outcome)
    {
        if (outcome.Outcome != "proposed") return $"{outcome.Outcome} ({outcome.Reason})";
        var named = outcome.Drugs.Take(Drugs).Select(drug => string.Create(CultureInfo.InvariantCulture, $"{drug.Drug} {drug.Probability:0.00}"));
        return string.Join(", ", named) + (outcome.Drugs.Length > Drugs ? $", {outcome.Drugs.Length - Drugs} more" : "");
    }
}
