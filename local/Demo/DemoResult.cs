using MedRecCloud.Local.Commands;

namespace MedRecCloud.Local.Demo;

/// <summary>What a played day came to.</summary>
internal sealed record DemoResult(DemoSummary Summary, IReadOnlyList<OutcomeRow> Outcomes);
