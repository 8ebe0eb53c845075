using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>All models side by side on the same encounters.</summary>
/// <param name="Protocol">What was trained on what and judged on what, in a sentence.</param>
/// <param name="InteractionSource">The list that the DDI rate counts by; null where there is none, and so no rate.</param>
/// <param name="Warnings">What weakens the figures, e.g. a model that was trained on the test data.</param>
/// <param name="Models">Judged on the same encounters.</param>
internal sealed record EvaluationReport(
    CohortReport Data, string Protocol, string? InteractionSource, int Seed, IReadOnlyList<string> Warnings, IReadOnlyList<Judgement> Models, IReadOnlyList<string> HeldOutDrugs)
{
    /// <summary>Empty unless it was asked for.</summary>
    public IReadOnlyList<LearningPoint> LearningCurve { get; init; } = [];

    public string InteractionSentence =>
        InteractionSource is null ? "No DDI rate: no list of interacting classes was given (--interactions FILE)." : $"DDI rate by {InteractionSource}.";

    /// <summary>What was read, and what of it could not be used.</summary>
    public string DataSentence => FormattableString.Invariant($"{Data.Patients} patients, {Data.Encounters} encounters, {Data.EncountersWithOrders} with orders.")
        + (Data.Dropped.IsEmpty ? "" : $" Left out: {string.Join("; ", Data.Dropped.Select(row => FormattableString.Invariant($"{row.Value} × {row.Key}")))}.");

    public const string JsonFile = "report.json", MarkdownFile = "report.md", HtmlFile = "report.html";

    /// <summary>Writes the three forms into a folder, which is made if need be.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, JsonFile), ReportJson.Of(this));
        File.WriteAllText(Path.Combine(folder, MarkdownFile), ReportMarkdown.Of(this));
        File.WriteAllText(Path.Combine(folder, HtmlFile), ReportHtml.Of(this));
    }
}
