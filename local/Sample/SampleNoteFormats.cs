using System.Net;
using System.Text;
using System.Xml.Linq;

namespace MedRecCloud.Local.Sample;

/// <summary>Writes a note as the systems of a hospital hand them over: most as text, some as HTML, RTF, C-CDA or PDF. By the patient's number, so that a day stays the same.</summary>
internal static class SampleNoteFormats
{
    private static readonly XNamespace Cda = "urn:hl7-org:v3";

    private static readonly Dictionary<string, string> Loinc = new()
    {
        ["Chief Complaint"] = "10154-3", ["History of Present Illness"] = "10164-2", ["Social History"] = "29762-2",
        ["Allergies"] = "48765-2", ["Medications"] = "42346-7", ["Assessment and Plan"] = "51847-2",
    };

    public static (string ContentType, byte[] Data) Write(SampleNote note, int number) => (number % 12) switch
    {
        1 or 7 => ("text/html; charset=utf-8", Utf8(Html(note))),
        2 => ("application/hl7-v3+xml", Utf8(ClinicalDocument(note))),
        4 => ("text/rtf", Encoding.ASCII.GetBytes(Rtf(note))),
        10 => ("application/pdf", SamplePdf.Write(Lines(note))),
        _ => ("text/plain; charset=utf-8", Utf8(Plain(note))),
    };

    private static string Plain(SampleNote note) => $"{note.Day}\n\n" + string.Concat(note.Sections.Select(section => $"# {section.Title}\n{section.Text}\n\n"));

    private static string Html(SampleNote note) =>
        $"<!DOCTYPE html>\n<html><head><title>Visit note</title><style>h2 {{ font-size: 1em }}</style></head><body><p>{note.Day}</p>"
        + string.Concat(note.Sections.Select(section => $"<h2>{WebUtility.HtmlEncode(section.Title)}</h2><p>{WebUtility.HtmlEncode(section.Text)}</p>")) + "</body></html>\n";

    private static string Rtf(SampleNote note)
    {
        var rtf = new StringBuilder("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\fswiss Helvetica;}}{\\info{\\title Visit note}}\\f0\\fs20 ");
        rtf.Append(note.Day).Append("\\par\\par\n");
        foreach (var (title, text) in note.Sections) rtf.Append("{\\b ").Append(Escape(title)).Append(":}\\par ").Append(Escape(text)).Append("\\par\\par\n");
        return rtf.Append('}').ToString();

        static string Escape(string words) => string.Concat(words.Select(c => c switch
        {
            '\\' or '{' or '}' => $"\\{c}",
            > '\x7e' => $"\\u{(short)c}?",
            _ => $"{c}",
        }));
    }

    private static string ClinicalDocument(SampleNote note) => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + new XElement(Cda + "ClinicalDocument",
        new XElement(Cda + "typeId", new XAttribute("root", "2.16.840.1.113883.1.3"), new XAttribute("extension", "POCD_HD000040")),
        new XElement(Cda + "title", "Visit note"),
        new XElement(Cda + "effectiveTime", new XAttribute("value", note.Date.ToString("yyyyMMdd"))),
        new XElement(Cda + "component", new XElement(Cda + "structuredBody", note.Sections.Select(section => new XElement(Cda + "component", new XElement(Cda + "section",
            new XElement(Cda + "code", new XAttribute("code", Loinc[section.Title]), new XAttribute("codeSystem", "2.16.840.1.113883.6.1")),
            new XElement(Cda + "title", section.Title),
            new XElement(Cda + "text", new XElement(Cda + "paragraph", section.Text)))))))).ToString(SaveOptions.DisableFormatting) + "\n";

    private static IEnumerable<string> Lines(SampleNote note) => [note.Day, "", .. note.Sections.SelectMany(section => (string[])[$"{section.Title}:", section.Text, ""])];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
