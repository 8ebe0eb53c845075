using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Clinical.Safety;

/// <summary>A drug that passed its threshold and is not proposed.</summary>
/// <param name="Reason">One sentence for the reader.</param>
public sealed record RejectedCandidate(MedicationScore Score, string Reason, ImmutableArray<DetectedIssue> Issues);
