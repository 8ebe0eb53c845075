using System.Text;

namespace MedRecCloud.Fhir.Notes;

/// <summary>Tells what an attachment is. Its first bytes say more than its declared type, which senders leave out or get wrong.</summary>
internal static class NoteFormats
{
    private static readonly byte[][] Images =
        [[0x89, (byte)'P', (byte)'N', (byte)'G'], [0xFF, 0xD8, 0xFF], "GIF8"u8.ToArray(), [(byte)'I', (byte)'I', 0x2A, 0], [(byte)'M', (byte)'M', 0, 0x2A], "BM"u8.ToArray()];

    public static NoteFormat Of(ReadOnlySpan<byte> bytes, MediaType type)
    {
        var text = SkipSpace(bytes);
        if (text.StartsWith("{\\rtf"u8)) return NoteFormat.Rtf;
        if (bytes[..Math.Min(bytes.Length, 1024)].IndexOf("%PDF-"u8) >= 0) return NoteFormat.Pdf;
        foreach (var magic in Images)
            if (bytes.StartsWith(magic) && (magic.Length > 2 || type.Name.StartsWith("image/", StringComparison.Ordinal))) return NoteFormat.Image;
        if (bytes.Length > 132 && bytes.Slice(128, 4).SequenceEqual("DICM"u8)) return NoteFormat.Image;
        if (Markup(text, type) is { } markup) return markup;
        if (type.Name.StartsWith("image/", StringComparison.Ordinal)) return NoteFormat.Image;
        if (type.Name.StartsWith("audio/", StringComparison.Ordinal) || type.Name.StartsWith("video/", StringComparison.Ordinal)) return NoteFormat.Media;
        return IsText(bytes) || type.Name is "text/plain" ? NoteFormat.Plain : NoteFormat.Unknown;
    }

    private static NoteFormat? Markup(ReadOnlySpan<byte> text, MediaType type)
    {
        var isMarkup = text.StartsWith("<"u8) || text.StartsWith("<\0"u8);
        if (!isMarkup) return type.Name is "text/html" && IsText(text) ? NoteFormat.Html : null;
        // Latin-1 maps every byte; a zero byte between letters (UTF-16) is dropped.
        var head = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 8192)]).Replace("\0", "", StringComparison.Ordinal);
        if (head.Contains("ClinicalDocument", StringComparison.Ordinal)) return NoteFormat.Ccda;
        if (type.Name is "text/html" or "application/xhtml" or "application/xhtml+xml") return NoteFormat.Html;
        if (head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || head.Contains("<html", StringComparison.OrdinalIgnoreCase) || head.Contains("http://www.w3.org/1999/xhtml", StringComparison.Ordinal)
            || head.StartsWith("<div", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<p>", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<body", StringComparison.OrdinalIgnoreCase)) return NoteFormat.Html;
        if (type.Name.EndsWith("xml", StringComparison.Ordinal) || head.StartsWith("<?xml", StringComparison.Ordinal)) return NoteFormat.Xml;
        return null;
    }

    private static ReadOnlySpan<byte> SkipSpace(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        else if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) bytes = bytes[2..];
        return bytes.TrimStart(" \t\r\n"u8);
    }

    /// <summary>Few control characters, and no zero byte unless the text is UTF-16 with its mark.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return true;
        var sample = bytes[..Math.Min(bytes.Length, 4096)];
        var control = 0;
        foreach (var b in sample)
        {
            if (b == 0) return false;
            if (b < 32 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'\f')) control++;
        }
        return control * 20 <= sample.Length;
    }
}
