using System.Collections.Immutable;
using System.Security.Cryptography;

namespace MedRecCloud.Fhir.Notes;

/// <summary>A note as plain text, or why it could not be read.</summary>
/// <param name="Plain">The text, lines ended by '\n'; empty when <paramref name="Reason"/> is set.</param>
/// <param name="Marks">Section borders that the document itself gives; empty where they must be found in the text.</param>
/// <param name="Reason">Why it was not read, without quoting content; null when it was.</param>
internal sealed record NoteText(string Plain, ImmutableArray<SectionMark> Marks, string? Reason)
{
    /// <summary>Larger attachments are no notes that anybody wrote.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    public static NoteText From(string plain) => string.IsNullOrWhiteSpace(plain) ? Unread("no text in it") : new(plain, [], null);

    public static NoteText Unread(string reason) => new("", [], reason);

    /// <summary>Reads an attachment by what its bytes are, else by what they are said to be. Never throws for what is in it.</summary>
    public static NoteText Of(NoteAttachment attachment)
    {
        if (attachment.Problem is { } problem) return Unread(problem);
        if (attachment.Data is not { } data) return Unread(attachment.Url is null ? "no data" : "linked data not read");
        if (data.IsEmpty) return Unread("empty");
        if (data.Length > MaxBytes) return Unread("too large");
        if (attachment.Size > data.Length) return Unread("fewer bytes than declared");
        if (attachment.Hash is { Length: > 0 } hash && !IsHashOf(hash, data.Span)) return Unread("declared hash differs");
        return OfBytes(data, MediaType.Parse(attachment.ContentType));
    }

    public static NoteText OfBytes(ReadOnlyMemory<byte> data, MediaType type) => NoteFormats.Of(data.Span, type) switch
    {
        NoteFormat.Plain => PlainTextReader.Read(data.Span, type),
        NoteFormat.Rtf => RtfReader.Read(data.Span),
        NoteFormat.Html => HtmlReader.Read(data.Span, type),
        NoteFormat.Pdf => PdfReader.Read(data),
        NoteFormat.Ccda => CcdaReader.Read(data),
        NoteFormat.Image => Unread("image"),
        NoteFormat.Media => Unread("sound or video"),
        NoteFormat.Xml => Unread("XML that is no clinical document"),
        _ => Unread("unknown format"),
    };

    /// <summary>FHIR's hash is SHA-1 in base64; some write it in hex.</summary>
    private static bool IsHashOf(string declared, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(data, hash);
        return declared == Convert.ToBase64String(hash) || declared.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase);
    }
}
