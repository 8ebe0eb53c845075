using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MedRecCloud.Clinical;

namespace MedRecCloud.Storage;

/// <summary>Small JSON blobs, written so that concurrent and repeated writers end in the same state.</summary>
internal static class JsonBlob
{
    private static readonly BlobHttpHeaders s_json = new() { ContentType = "application/json" };

    /// <summary>A blob's value and the ETag it was read at.</summary>
    internal sealed record Versioned<T>(T Value, ETag ETag);

    /// <summary>Writes a blob that is not there yet (If-None-Match: *); false when it already is.</summary>
    public static Task<bool> CreateAsync<T>(BlobClient blob, T value, CancellationToken cancellationToken) =>
        CreateAsync(blob, BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(value, ClinicalJson.Options)), s_json, cancellationToken);

    /// <inheritdoc cref="CreateAsync{T}"/>
    public static Task<bool> CreateAsync(BlobClient blob, BinaryData content, BlobHttpHeaders headers, CancellationToken cancellationToken) =>
        UploadAsync(blob, content, headers, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);

    /// <summary>Reads a blob; null when it is not there.</summary>
    /// <exception cref="InvalidDataException">It is there and is not what it should be.</exception>
    public static async Task<Versioned<T>?> ReadAsync<T>(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var content = await blob.DownloadContentAsync(cancellationToken);
            var value = JsonSerializer.Deserialize<T>(content.Value.Content.ToMemory().Span, ClinicalJson.Options)
                ?? throw new InvalidDataException("A stored JSON document is empty.");
            return new Versioned<T>(value, content.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            // The message of a JsonException may quote the document.
            throw new InvalidDataException($"A stored {typeof(T).Name} is not valid JSON of this version.");
        }
    }

    /// <summary>Replaces a pointer only while <paramref name="isNewer"/>(old, candidate) holds; true when the candidate was written.</summary>
    /// <param name="known">What the caller already read, to save a request; checked by its ETag.</param>
    public static async Task<bool> MoveForwardAsync<T>(
        BlobClient blob, T candidate, Func<T, T, bool> isNewer, Versioned<T>? known, CancellationToken cancellationToken)
    {
        var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(candidate, ClinicalJson.Options));
        while (true)
        {
            if (known is not null && !isNewer(known.Value, candidate)) return false;
            var conditions = known is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = known.ETag };
            if (await UploadAsync(blob, content, s_json, conditions, cancellationToken)) return true;
            known = await ReadAsync<T>(blob, cancellationToken);
        }
    }

    private static async Task<bool> UploadAsync(
        BlobClient blob, BinaryData content, BlobHttpHeaders headers, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(content, new BlobUploadOptions { HttpHeaders = headers, Conditions = conditions }, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
