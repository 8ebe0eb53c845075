using System.Text;

namespace MedRecCloud.Fhir.Notes;

/// <summary>Bytes to text: by byte order mark, else by the declared charset, else UTF-8 where it is valid, else Windows-1252.</summary>
internal static class PlainTextReader
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, true);

    static PlainTextReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static NoteText Read(ReadOnlySpan<byte> bytes, MediaType type) => NoteText.From(Normalize(Decode(bytes, type.Charset)));

    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return Encoding.UTF8.GetString(bytes[3..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (Named(charset) is { } encoding && encoding is not UTF8Encoding) return encoding.GetString(bytes);
        try { return StrictUtf8.GetString(bytes); }
        catch (DecoderFallbackException) { return Encoding.GetEncoding(1252).GetString(bytes); }
    }

    /// <summary>One kind of line end, no control characters, no lone surrogates.</summary>
    public static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r')
            {
                if (i + 1 >= text.Length || text[i + 1] != '\n') plain.Append('\n');
            }
            else if (c is '\n' or '\t' || !char.IsControl(c))
            {
                if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) plain.Append(c).Append(text[++i]);
                else plain.Append(char.IsSurrogate(c) ? '\uFFFD' : c == '\u00A0' ? ' ' : c);
            }
            else if (c == '\f') plain.Append('\n');
        }
        return plain.ToString();
    }

    /// <summary>The encoding of a Windows code page; Windows-1252 for an unknown one.</summary>
    public static Encoding CodePage(int codePage)
    {
        try { return Encoding.GetEncoding(codePage); }
        catch (Exception e) when (e is ArgumentException or NotSupportedException) { return Encoding.GetEncoding(1252); }
    }

    private static Encoding? Named(string? charset)
    {
        try { return charset is null ? null : Encoding.GetEncoding(charset); }
        catch (ArgumentException) { return null; }
    }
}
