using System.Collections.Concurrent;
using Azure.Storage.Blobs;

namespace MedRecCloud.Storage;

/// <summary>
/// Pointers as this process read them last, so that one who read a pointer moves it forward with a single request. A pointer that somebody else has moved since
/// fails the ETag check and is read again: what is kept here saves requests and decides nothing.
/// </summary>
internal sealed class SeenPointers<T> where T : class
{
    /// <summary>More than are in work at once; whoever finds nothing here only asks the server.</summary>
    internal const int Capacity = 1_024;

    private readonly ConcurrentDictionary<string, JsonBlob.Versioned<T>> _seen = new(StringComparer.Ordinal);

    internal int Count => _seen.Count;

    public async Task<JsonBlob.Versioned<T>?> ReadAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        var read = await JsonBlob.ReadAsync<T>(blob, cancellationToken);
        if (read is null) _seen.TryRemove(blob.Name, out _);
        else Keep(blob.Name, read);
        return read;
    }

    internal void Keep(string name, JsonBlob.Versioned<T> read)
    {
        if (_seen.Count >= Capacity) _seen.Clear();
        _seen[name] = read;
    }

    public Task<bool> MoveForwardAsync(BlobClient blob, T candidate, Func<T, T, bool> isNewer, CancellationToken cancellationToken)
    {
        _seen.TryRemove(blob.Name, out var known);
        return JsonBlob.MoveForwardAsync(blob, candidate, isNewer, known, cancellationToken);
    }
}
