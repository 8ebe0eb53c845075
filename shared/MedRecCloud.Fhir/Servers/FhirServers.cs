using MedRecCloud.Fhir.Bulk;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Fhir.Servers;

/// <summary>The configured FHIR servers, found by what events call them.</summary>
public sealed class FhirServers
{
    private readonly Dictionary<string, FhirServerClient> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FhirServerClient> _byAccount = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="bulk">The bulk exports of a server.</param>
    internal FhirServers(IOptions<FhirServersOptions> options, Func<FhirServerOptions, HttpClient> connect, Func<FhirServerOptions, BulkExportClient> bulk)
    {
        foreach (var server in options.Value.Servers)
        {
            var client = new FhirServerClient(server, options.Value, connect(server), bulk(server));
            Default ??= client;
            _byName[server.Name] = client;
            foreach (var account in server.Accounts.Append(Normal(server.BaseUrl!.ToString())).Append(server.BaseUrl!.Authority)) _byAccount[Normal(account)] = client;
        }
    }

    /// <summary>The first server: plain resources, which name none, are taken to be its own. Null when none is configured.</summary>
    public FhirServerClient? Default { get; }

    /// <summary>The server an event names by account, host or base URL; null when it is not configured.</summary>
    public FhirServerClient? Find(string? account)
    {
        if (string.IsNullOrEmpty(account)) return Default;
        var normal = Normal(account);
        return _byAccount.GetValueOrDefault(normal) ?? _byAccount.GetValueOrDefault(normal.Split('/')[0]);
    }

    public FhirServerClient? Named(string name) => _byName.GetValueOrDefault(name);

    private static string Normal(string account)
    {
        var mark = account.IndexOf("://", StringComparison.Ordinal);
        return (mark < 0 ? account : account[(mark + 3)..]).TrimEnd('/');
    }
}
