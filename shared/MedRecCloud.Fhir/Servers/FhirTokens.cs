using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using MedRecCloud.Fhir.Reading;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Fhir.Servers;

/// <summary>Access tokens by server, each kept until shortly before it expires and asked for by one caller at a time.</summary>
internal sealed class FhirTokens(IOptions<FhirServersOptions> options, Func<TokenCredential?> credential, TimeProvider time, HttpClient http)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The token for a URL; null where its server wants none.</summary>
    /// <param name="renew">The last one was refused.</param>
    /// <exception cref="FhirServerException">The authorization server gave none.</exception>
    public async Task<string?> GetAsync(Uri url, bool renew, CancellationToken cancellationToken)
    {
        var server = options.Value.Servers.FirstOrDefault(one => one.ExportUrls.Prepend(one.BaseUrl!).Any(place => new FhirBase(place).Owns(url)));
        if (server is null || server.Authentication == FhirAuthentication.None) return null;
        var entry = _entries.GetOrAdd(server.Name, _ => new Entry());
        var refused = renew ? entry.Token : null;
        if (IsFresh(entry, refused)) return entry.Token;
        await entry.Asking.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh(entry, refused)) return entry.Token;
            var token = server.Authentication == FhirAuthentication.ManagedIdentity ? await EntraAsync(server, cancellationToken) : await SmartAsync(server, cancellationToken);
            (entry.Token, entry.Expires) = token;
            return entry.Token;
        }
        finally
        {
            entry.Asking.Release();
        }
    }

    private bool IsFresh(Entry entry, string? refused) => entry.Token is { } token && token != refused && time.GetUtcNow() < entry.Expires - Margin;

    private async Task<(string Token, DateTimeOffset Expires)> EntraAsync(FhirServerOptions server, CancellationToken cancellationToken)
    {
        var scope = server.Scope ?? server.BaseUrl!.GetLeftPart(UriPartial.Authority) + "/.default";
        try
        {
            var token = await (credential() ?? new DefaultAzureCredential()).GetTokenAsync(new TokenRequestContext([scope]), cancellationToken);
            return (token.Token, token.ExpiresOn);
        }
        catch (AuthenticationFailedException e)
        {
            throw new FhirServerException(server.Name, null, "no Entra token", e);
        }
    }

    private async Task<(string Token, DateTimeOffset Expires)> SmartAsync(FhirServerOptions server, CancellationToken cancellationToken)
    {
        var smart = server.Smart!;
        var now = time.GetUtcNow();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = server.Scope ?? "system/*.rs",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = SmartAssertion.Sign(smart, now),
        });
        try
        {
            using var response = await http.PostAsync(smart.TokenUrl, form, cancellationToken);
            if (!response.IsSuccessStatusCode) throw new FhirServerException(server.Name, response.StatusCode, "the authorization server refused");
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var token = answer.RootElement.Text("access_token") ?? throw new FhirServerException(server.Name, response.StatusCode, "the authorization server sent no token");
            var lifetime = answer.RootElement.Child("expires_in") is { ValueKind: JsonValueKind.Number } seconds && seconds.TryGetInt32(out var value) ? value : 300;
            return (token, now.AddSeconds(lifetime));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new FhirServerException(server.Name, null, "no answer from the authorization server", e is JsonException ? null : e);
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Asking { get; } = new(1, 1);
        public volatile string? Token;
        public DateTimeOffset Expires;
    }
}
