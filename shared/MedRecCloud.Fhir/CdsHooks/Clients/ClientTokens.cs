using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MedRecCloud.Fhir.CdsHooks.Clients;

/// <summary>
/// Lets trusted clients in, by the token that they sign for each call (cds-hooks.hl7.org 2.0, "Trusting CDS Clients"): issuer on the list, asymmetric signature by
/// one of its keys, the called address as audience, not expired, never seen before.
/// </summary>
public sealed class ClientTokens : IDisposable
{
    private const string Scheme = "Bearer ";

    private static readonly string[] s_algorithms =
        [SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha512, SecurityAlgorithms.RsaSha512];

    private readonly CdsHooksOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, (CdsClientOptions Options, ClientKeys Keys)> _clients;
    private readonly ConcurrentDictionary<(string Issuer, string Id), DateTimeOffset> _seen = new();
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private long _swept;

    internal ClientTokens(IOptions<CdsHooksOptions> options, Func<HttpClient> connect, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _clients = _options.Clients.ToDictionary(client => client.Issuer, client => (client, new ClientKeys(client, connect(), time)), StringComparer.Ordinal);
    }

    /// <param name="authorization">The request's Authorization header.</param>
    /// <param name="path">What was called, from <c>/cds-services</c> on.</param>
    public async Task<ClientVerdict> JudgeAsync(string? authorization, string path, CancellationToken cancellationToken)
    {
        if (_options.AllowAnonymous) return ClientVerdict.LetIn;
        if (_clients.Count == 0) return new("no-client-configured");
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true) return new("no-token");
        var text = authorization[Scheme.Length..].Trim();
        if (text.Length > 16_384 || !_handler.CanReadToken(text)) return new("not-a-token");
        JsonWebToken token;
        try { token = _handler.ReadJsonWebToken(text); }
        catch (ArgumentException) { return new("not-a-token"); }
        if (!_clients.TryGetValue(token.Issuer, out var client)) return new("issuer-not-trusted");
        if (token.TryGetHeaderValue<string>("jku", out var keysUrl) && (client.Options.KeysUrl is null || keysUrl != client.Options.KeysUrl.ToString())) return new("keys-url-not-trusted");
        if (client.Options.Tenant is { } tenant && (!token.TryGetPayloadValue<string>("tenant", out var named) || named != tenant)) return new("tenant-not-trusted");
        return await JudgeAsync(token, client.Options, await client.Keys.FindAsync(token.Kid ?? "", cancellationToken), path);
    }

    public void Dispose()
    {
        foreach (var (_, keys) in _clients.Values) keys.Dispose();
    }

    private async Task<ClientVerdict> JudgeAsync(JsonWebToken token, CdsClientOptions client, IReadOnlyList<SecurityKey> keys, string path)
    {
        if (keys.Count == 0) return new("key-unknown");
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = client.Issuer,
            ValidAlgorithms = s_algorithms,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            // Both are judged below, by the injected clock and by the called address.
            ValidateLifetime = false,
            ValidateAudience = false,
        });
        if (!result.IsValid) return new("signature-wrong");
        if (!token.Audiences.Contains(_options.BaseUrl!.ToString().TrimEnd('/') + path, StringComparer.Ordinal)) return new("audience-wrong");
        var now = _time.GetUtcNow();
        if (!token.TryGetPayloadValue<long>("exp", out var expires) || !token.TryGetPayloadValue<long>("iat", out var issued) || string.IsNullOrEmpty(token.Id)) return new("claim-missing");
        if (!IsTime(expires) || !IsTime(issued) || TimeSpan.FromSeconds(expires - issued) > _options.MaxTokenLife) return new("life-too-long");
        var end = DateTimeOffset.FromUnixTimeSeconds(expires) + _options.ClockSkew;
        if (end <= now) return new("expired");
        if (DateTimeOffset.FromUnixTimeSeconds(issued) - _options.ClockSkew > now) return new("not-yet-valid");
        Sweep(now);
        return _seen.TryAdd((client.Issuer, token.Id), end) ? ClientVerdict.LetIn : new("seen-before");
    }

    private static bool IsTime(long seconds) => seconds is > 0 and < 100_000_000_000;

    /// <summary>Forgets expired tokens once a minute; what is kept lives at most <see cref="CdsHooksOptions.MaxTokenLife"/>.</summary>
    private void Sweep(DateTimeOffset now)
    {
        var last = Interlocked.Read(ref _swept);
        if (now.UtcTicks - last < TimeSpan.TicksPerMinute || Interlocked.CompareExchange(ref _swept, now.UtcTicks, last) != last) return;
        foreach (var (token, end) in _seen)
            if (end <= now) _seen.TryRemove(token, out _);
    }
}
