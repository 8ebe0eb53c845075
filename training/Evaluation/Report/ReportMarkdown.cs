using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>report.md: the tables, for people.</summary>
internal static class ReportMarkdown
{
    public static string Of(EvaluationReport report)
    {
        var text = new StringBuilder();
        Line(text, $"# Evaluation on {report.Data.DataSet}");
        Line(text, $"\n{report.Protocol} {report.DataSentence} {report.InteractionSentence} Mean ± deviation over {Bootstrap.Rounds} bootstrap rounds of {100 * Bootstrap.Share:0} % of the patients.");
        foreach (var warning in report.Warnings)
            Line(text, $"\n**{warning}**");
        foreach (var table in ReportTables.Of(report))
        {
            Line(text, $"\n## {table.Title}\n");
            if (table.Note is not null)
                Line(text, $"{table.Note}\n");
            Line(text, $"| model | {string.Join(" | ", table.Columns)} |");
            Line(text, $"|---|{string.Concat(table.Columns.Select(_ => "---|"))}");
            foreach (var row in table.Rows)
                Line(text, $"| {(row.IsBaseline ? row.Name : $"**{row.Name}**")} | {string.Join(" | ", row.Cells)} |");
        }
        return text.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
