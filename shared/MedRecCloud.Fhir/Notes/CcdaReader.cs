using System.Collections.Immutable;
using System.Text;
using System.Xml;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Notes;

/// <summary>
/// C-CDA documents (CDA R2) to plain text with its sections by LOINC code, read as a stream. DTDs are refused, so no entity is ever expanded or fetched.
/// </summary>
internal static class CcdaReader
{
    private const int MaxDepth = 256;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 4L * NoteText.MaxBytes, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    public static NoteText Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var stream = new MemoryStream(data.ToArray(), false);
            using var xml = XmlReader.Create(stream, Settings);
            var (text, marks) = (new StringBuilder(), ImmutableArray.CreateBuilder<SectionMark>());
            while (xml.Read())
            {
                if (xml.Depth > MaxDepth) return NoteText.Unread("XML nested too deeply");
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "nonXMLBody") return Embedded(xml);
                if (xml.LocalName == "section" && xml.NamespaceURI == "urn:hl7-org:v3") Section(xml, text, marks);
            }
            var plain = text.ToString();
            return string.IsNullOrWhiteSpace(plain) ? NoteText.Unread("no narrative in the document") : new NoteText(plain, marks.ToImmutable(), null);
        }
        catch (XmlException)
        {
            return NoteText.Unread("XML that is not well-formed, or has a DTD");
        }
    }

    /// <summary>One section's code, title and narrative; the reader is left on the section's start, so that nested sections follow on their own.</summary>
    private static void Section(XmlReader xml, StringBuilder text, ImmutableArray<SectionMark>.Builder marks)
    {
        if (xml.IsEmptyElement) return;
        var depth = xml.Depth;
        string? code = null, title = null;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth > MaxDepth) throw new XmlException();
            if (xml.NodeType != XmlNodeType.Element || xml.Depth != depth + 1) continue;
            switch (xml.LocalName)
            {
                case "code":
                    code ??= xml.GetAttribute("code");
                    break;
                case "title":
                    title ??= Narrative(xml).Trim();
                    break;
                case "text":
                    var start = text.Length;
                    if (title is { Length: > 0 }) text.Append("# ").Append(title.ReplaceLineEndings(" ")).Append('\n');
                    var body = text.Length;
                    text.Append(Narrative(xml).Trim('\n', ' ')).Append("\n\n");
                    marks.Add(new SectionMark(SectionTitles.OfCode(code) ?? SectionTitles.OfTitle(title) ?? NoteSectionKind.Other, start, body));
                    break;
                case "component":
                    Nested(xml, text, marks);
                    break;
            }
        }
    }

    private static void Nested(XmlReader xml, StringBuilder text, ImmutableArray<SectionMark>.Builder marks)
    {
        if (xml.IsEmptyElement) return;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "section" && xml.Depth <= MaxDepth) Section(xml, text, marks);
    }

    /// <summary>The words of the element the reader stands on: rows and paragraphs on lines of their own, cells apart.</summary>
    private static string Narrative(XmlReader xml)
    {
        var words = new StringBuilder();
        if (xml.IsEmptyElement) return "";
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth > MaxDepth) throw new XmlException();
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName is "td" or "th" && words.Length > 0 && words[^1] is not ('\n' or '\t'): words.Append('\t'); break;
                case XmlNodeType.Element when xml.LocalName is "paragraph" or "tr" or "item" or "br" or "caption" && words.Length > 0 && words[^1] != '\n': words.Append('\n'); break;
                case XmlNodeType.EndElement when xml.LocalName is "paragraph" or "tr" or "item" or "caption" && words.Length > 0 && words[^1] != '\n': words.Append('\n'); break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace: Collapse(words, xml.Value); break;
            }
        }
        return PlainTextReader.Normalize(words.ToString());
    }

    private static void Collapse(StringBuilder words, string value)
    {
        foreach (var c in value)
        {
            if (!char.IsWhiteSpace(c)) words.Append(c);
            else if (words.Length > 0 && words[^1] is not (' ' or '\n' or '\t')) words.Append(' ');
        }
    }

    /// <summary>A document whose body is another format, usually PDF.</summary>
    private static NoteText Embedded(XmlReader xml)
    {
        if (!xml.ReadToDescendant("text", "urn:hl7-org:v3")) return NoteText.Unread("no narrative in the document");
        var type = MediaType.Parse(xml.GetAttribute("mediaType"));
        var isBase64 = xml.GetAttribute("representation") == "B64";
        var content = xml.ReadElementContentAsString();
        if (!isBase64) return NoteText.From(PlainTextReader.Normalize(content));
        var bytes = new byte[content.Length];
        if (!Convert.TryFromBase64String(content, bytes, out var length)) return NoteText.Unread("not base64");
        var inner = bytes.AsMemory(0, length);
        return NoteFormats.Of(inner.Span, type) == NoteFormat.Ccda ? NoteText.Unread("document within a document") : NoteText.OfBytes(inner, type);
    }
}
