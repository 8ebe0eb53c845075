using Microsoft.IdentityModel.Tokens;

namespace MedRecCloud.Fhir.CdsHooks.Clients;

/// <summary>One client's public keys, kept for an hour; asked for again when a token names a key that is not among them, at most once a minute.</summary>
internal sealed class ClientKeys(CdsClientOptions client, HttpClient http, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1), Pause = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private IList<SecurityKey> _keys = client.Keys is null ? [] : new JsonWebKeySet(client.Keys).GetSigningKeys();
    private DateTimeOffset? _read;

    /// <summary>The keys of this id; none when the client has no such key, or its keys cannot be had.</summary>
    public async Task<IReadOnlyList<SecurityKey>> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (client.KeysUrl is not null && (time.GetUtcNow() - _read > Life || (Named(keyId).Count == 0 && !(time.GetUtcNow() - _read < Pause)))) await ReadAsync(keyId, cancellationToken);
        return Named(keyId);
    }

    public void Dispose() => _one.Dispose();

    private List<SecurityKey> Named(string keyId) => [.. Volatile.Read(ref _keys).Where(key => key.KeyId == keyId)];

    private async Task ReadAsync(string keyId, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Another call may have read them while this one waited.
            if (time.GetUtcNow() - _read < Pause && Named(keyId).Count > 0) return;
            _read = time.GetUtcNow();
            Volatile.Write(ref _keys, new JsonWebKeySet(await http.GetStringAsync(client.KeysUrl, cancellationToken)).GetSigningKeys());
        }
        catch (Exception error) when (error is HttpRequestException or ArgumentException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The keys known so far stay in force until the client can be reached again.
        }
        finally
        {
            _one.Release();
        }
    }
}
