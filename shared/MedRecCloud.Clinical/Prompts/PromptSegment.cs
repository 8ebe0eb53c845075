using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>A stretch of the prompt's prefix and the source it states.</summary>
/// <param name="Field">The field it belongs to: Encounter, Notes, Diagnose, Procedure, Allergies, History…</param>
/// <param name="Start">First character in the prefix.</param>
/// <param name="Length">Length in characters.</param>
/// <param name="Source">The resource it came from; null for a value derived from several.</param>
/// <param name="SourceStart">For a note: first character in the note's plain text.</param>
/// <param name="SourceLength">For a note: length in the note's plain text.</param>
public sealed record PromptSegment(string Field, int Start, int Length, ResourceKey? Source, int? SourceStart = null, int? SourceLength = null);
