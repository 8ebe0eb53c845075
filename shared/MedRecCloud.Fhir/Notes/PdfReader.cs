using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace MedRecCloud.Fhir.Notes;

/// <summary>PDF to plain text: words put into lines, columns one after the other, headers and footers that repeat from page to page left out.</summary>
internal static class PdfReader
{
    private const int MaxPages = 500;

    public static NoteText Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = PdfDocument.Open(data.ToArray(), new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            if (document.NumberOfPages > MaxPages) return NoteText.Unread("PDF with too many pages");
            var pages = document.GetPages().Select(page => PdfLines.Of(page.GetWords())).ToList();
            PdfLines.RemoveRepeated(pages);
            var text = string.Join('\n', pages.Select(lines => string.Join('\n', lines))).Trim();
            return text.Length == 0 ? NoteText.Unread("PDF without text (scanned)") : NoteText.From(PlainTextReader.Normalize(text));
        }
        // The parser throws whatever a broken file leads it to; none of it may stop the event, and its words may quote the file.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return NoteText.Unread("PDF that cannot be read");
        }
    }
}
