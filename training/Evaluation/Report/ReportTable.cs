using System.Collections.Immutable;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>A table of the report: one row per model, the same in Markdown and in HTML.</summary>
/// <param name="Columns">Without the first, which names the model.</param>
internal sealed record ReportTable(string Title, ImmutableArray<string> Columns, ImmutableArray<ReportRow> Rows)
{
    /// <summary>What has to be known to read it; null when the title says all.</summary>
    public string? Note { get; init; }
}
