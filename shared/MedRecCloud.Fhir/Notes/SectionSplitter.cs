using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Notes;

/// <summary>
/// Divides a note's plain text into contiguous sections that cover all of it. A heading is a markdown heading, a known title alone on its line, or a known title
/// with a colon at the start of a line; a heading that nobody knows still ends the section before it, so that text does not bleed into one it does not belong to.
/// </summary>
internal static class SectionSplitter
{
    public static IReadOnlyList<SectionSpan> Split(NoteText text) => text.Marks.IsDefaultOrEmpty ? Split(text.Plain) : FromMarks(text.Plain, text.Marks);

    public static IReadOnlyList<SectionSpan> Split(string text)
    {
        var spans = new List<SectionSpan>();
        var (kind, start, body) = (NoteSectionKind.Other, 0, 0);
        for (var line = 0; line < text.Length;)
        {
            var end = text.IndexOf('\n', line);
            end = end < 0 ? text.Length : end;
            if (Heading(text.AsSpan(line, end - line)) is var (found, length))
            {
                if (line > start) spans.Add(Span(text, kind, start, line, body));
                (kind, start, body) = (found, line, line + length);
            }
            line = end + 1;
        }
        if (text.Length > start || spans.Count == 0) spans.Add(Span(text, kind, start, text.Length, body));
        return spans;
    }

    /// <summary>Sections whose borders the document's own structure gave (C-CDA).</summary>
    private static List<SectionSpan> FromMarks(string text, IReadOnlyList<SectionMark> marks)
    {
        var spans = new List<SectionSpan>(marks.Count + 1);
        if (marks[0].Start > 0) spans.Add(Span(text, NoteSectionKind.Other, 0, marks[0].Start, 0));
        for (var i = 0; i < marks.Count; i++)
            spans.Add(Span(text, marks[i].Kind, marks[i].Start, i + 1 < marks.Count ? marks[i + 1].Start : text.Length, marks[i].Body));
        return spans;
    }

    private static SectionSpan Span(string text, NoteSectionKind kind, int start, int end, int body)
    {
        body = Math.Min(body, end);
        var last = end;
        while (body < last && char.IsWhiteSpace(text[body])) body++;
        while (last > body && char.IsWhiteSpace(text[last - 1])) last--;
        return new SectionSpan(kind, start, end - start, body, last - body);
    }

    /// <summary>The section a line begins, and how many of its characters are heading; null for a line of text.</summary>
    private static (NoteSectionKind Kind, int Length)? Heading(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim();
        if (trimmed.Length is < 2 or > 200) return LongLine(line);
        if (trimmed[0] == '#')
        {
            var title = trimmed.TrimStart('#');
            return title.Length > 0 && trimmed.Length - title.Length <= 6 ? (SectionTitles.OfTitle(title) ?? NoteSectionKind.Other, line.Length) : null;
        }
        var colon = line.IndexOf(':');
        if (colon > 0 && colon <= SectionTitles.LongestTitle + 8)
        {
            if (SectionTitles.OfTitle(line[..colon]) is { } named) return (named, colon + 1);
            // "DISCHARGE INSTRUCTIONS:" is a heading even where its words are unknown.
            if (colon == line.TrimEnd().Length - 1 && IsShout(line[..colon])) return (NoteSectionKind.Other, line.Length);
            return null;
        }
        if (SectionTitles.OfTitle(trimmed) is { } known && (IsShout(trimmed) || trimmed[0] == '*' || char.IsUpper(trimmed[0]))) return (known, line.Length);
        return null;
    }

    /// <summary>A whole paragraph on the heading's line: "HPI: 54 year old man …".</summary>
    private static (NoteSectionKind Kind, int Length)? LongLine(ReadOnlySpan<char> line)
    {
        var colon = line[..Math.Min(line.Length, SectionTitles.LongestTitle + 9)].IndexOf(':');
        return colon > 0 && SectionTitles.OfTitle(line[..colon]) is { } kind ? (kind, colon + 1) : null;
    }

    private static bool IsShout(ReadOnlySpan<char> text)
    {
        var letters = 0;
        foreach (var c in text)
        {
            if (char.IsLower(c)) return false;
            if (char.IsUpper(c)) letters++;
        }
        return letters >= 4;
    }
}
