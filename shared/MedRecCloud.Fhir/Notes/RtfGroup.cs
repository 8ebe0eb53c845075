namespace MedRecCloud.Fhir.Notes;

/// <summary>What a group of an RTF document inherits and may change.</summary>
internal struct RtfGroup
{
    /// <summary>Its text is not the note's.</summary>
    public bool IsSkipped;

    public bool IsFontTable;

    /// <summary>Nothing has been read in it yet: its first control word names its destination.</summary>
    public bool IsStart;

    /// <summary>Characters of fallback after each <c>\u</c>.</summary>
    public int UnicodeSkip;

    public int Font;
}
