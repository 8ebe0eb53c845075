using MedRecCloud.Storage;

namespace MedRecCloud.Local.Commands;

/// <summary>One encounter in a table of outcomes.</summary>
/// <param name="Elapsed">From its first message to its last stored result; null when not known.</param>
internal sealed record OutcomeRow(CurrentOutcome Outcome, TimeSpan? Elapsed);
