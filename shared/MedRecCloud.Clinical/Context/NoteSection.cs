using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>One section of a clinical note. The sections of a note are contiguous and cover its whole text.</summary>
/// <param name="Source">The DocumentReference.</param>
/// <param name="Kind">Which section it is; <see cref="NoteSectionKind.Other"/> for text no rule knows.</param>
/// <param name="Start">Index of the first character in the note's plain text.</param>
/// <param name="Length">Length in characters (UTF-16 code units).</param>
/// <param name="Text">The section's text without its heading.</param>
/// <param name="Date">The note's date.</param>
/// <param name="Encounter">Id of the encounter the note belongs to, when stated.</param>
public sealed record NoteSection(ResourceKey Source, NoteSectionKind Kind, int Start, int Length, string Text, DateTimeOffset? Date, string? Encounter)
{
    /// <summary>Index in the note's plain text where <see cref="Text"/> begins, after the heading. Identifying words in it are replaced, so its length may differ there.</summary>
    public int TextStart { get; init; } = Start;
}
