namespace MedRecCloud.Local.Sample;

/// <summary>A visit's note before it is written in one format or another.</summary>
internal sealed record SampleNote(DateTimeOffset Date, IReadOnlyList<(string Title, string Text)> Sections)
{
    public string Day => Date.ToString("yyyy-MM-dd");
}
