using System.Text.Json;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Notes;

/// <summary>An Attachment (R4, 2.24.0.4) as received.</summary>
/// <param name="ContentType">As declared, with its parameters; null when missing.</param>
/// <param name="Data">The bytes; null when only linked, or when <paramref name="Problem"/> says why not.</param>
/// <param name="Url">Where the bytes are, when they are not inline.</param>
/// <param name="Size">Declared number of bytes.</param>
/// <param name="Hash">Declared SHA-1, base64.</param>
/// <param name="Problem">Why the bytes cannot be had, without quoting content.</param>
public sealed record NoteAttachment(string? ContentType, ReadOnlyMemory<byte>? Data, string? Url, long? Size, string? Hash, string? Problem = null)
{
    internal static NoteAttachment Read(JsonElement attachment)
    {
        long? size = attachment.Child("size") switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
            { ValueKind: JsonValueKind.String } text when long.TryParse(text.Value(), out var value) => value,
            _ => null,
        };
        ReadOnlyMemory<byte>? data = null;
        string? problem = null;
        if (attachment.Child("data") is { ValueKind: JsonValueKind.String } encoded)
        {
            if (encoded.Base64() is { } bytes) data = bytes;
            else problem = "not base64";
        }
        return new NoteAttachment(attachment.Text("contentType"), data, attachment.Text("url"), size, attachment.Text("hash"), problem);
    }

    internal NoteAttachment With(ReadOnlyMemory<byte> data, string? contentType) => this with { Data = data, ContentType = ContentType ?? contentType, Problem = null };
}
