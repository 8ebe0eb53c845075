using System.Collections.Immutable;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>One model's row. A cell that has a deviation reads <c>0.123 ± 0.045</c>.</summary>
/// <param name="IsBaseline">Models stand out from baselines.</param>
internal sealed record ReportRow(string Name, bool IsBaseline, ImmutableArray<string> Cells);
