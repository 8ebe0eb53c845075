using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>A patient as code sets (LEADER's input).</summary>
/// <param name="Visits">Oldest first; the last one is the current visit and has no medications.</param>
/// <param name="Profile">LEADER's profile, as "field=value" strings: age band, sex, class, type, reason.</param>
public sealed record CodeHistory(ImmutableArray<VisitCodes> Visits, ImmutableArray<string> Profile);
