using System.Collections.Immutable;

namespace MedRecCloud.Fhir.Notes;

/// <summary>A note as plain text, or why it could not be read.</summary>
/// <param name="Plain">The text, lines ended by '\n'; empty when <paramref name="Reason"/> is set.</param>
/// <param name="Marks">Section borders that the document itself gives; empty where they must be found in the text.</param>
/// <param name="Reason">Why it was not read, without quoting content; null when it was.</param>
internal sealed record NoteText(string Plain, ImmutableArray<SectionMark> Marks, string? Reason)
{
    public static NoteText From(string plain) => new(plain, [], null);

    public static NoteText Unread(string reason) => new("", [], reason);

    /// <summary>Reads an attachment by what its bytes are, else by what they are said to be.</summary>
    public static NoteText Of(NoteAttachment attachment)
    {
        if (attachment.Problem is { } problem) return Unread(problem);
        if (attachment.Data is not { } data) return Unread(attachment.Url is null ? "no data" : "linked data not read");
        if (data.IsEmpty) return Unread("empty");
        return PlainTextReader.Read(data.Span, MediaType.Parse(attachment.ContentType));
    }
}
