using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Local.Fhir;

/// <summary>
/// A FHIR R4 server over a bulk-export folder, so that the production FHIR client reads over HTTP on one machine too. The folder is never written;
/// what is sent by PUT, POST, DELETE, batch and transaction lies in an overlay. It checks neither identity nor profiles.
/// </summary>
public sealed class LocalFhirServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ResourceStore _store;
    private readonly BulkExports _exports;
    private int _failure;

    private LocalFhirServer(WebApplication application, ResourceStore store, BulkExports exports) => (_application, _store, _exports) = (application, store, exports);

    /// <summary>The service's base, as <c>http://127.0.0.1:8080</c>, without a slash at the end.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>Number of resources served.</summary>
    public int Count => _store.Count;

    /// <summary>While set, every request is answered with this status: shows how callers bear a server that is down, busy or refuses them.</summary>
    public HttpStatusCode? Failure
    {
        get => Volatile.Read(ref _failure) is > 0 and var status ? (HttpStatusCode)status : null;
        set => Volatile.Write(ref _failure, (int)(value ?? 0));
    }

    /// <summary>Reads the folder and starts to listen.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such export folder.</exception>
    /// <exception cref="InvalidDataException">A file holds a line that is no FHIR resource; the message names file and line.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalFhirServer> StartAsync(LocalFhirOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var store = ResourceStore.Open(options, time ?? TimeProvider.System, cancellationToken);
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, options.Port);
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 256 << 20;
            });
            var application = builder.Build();
            var exports = new BulkExports(store, options.ExportLifetime, time ?? TimeProvider.System);
            var server = new LocalFhirServer(application, store, exports);
            var requests = new FhirRequests(store);
            var bulk = new BulkHttp(exports, store, requests);
            application.Run(context => FhirHttp.ServeAsync(context, requests, bulk, server.Failure));
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            server.BaseUrl = application.Urls.First().TrimEnd('/');
            requests.BaseUrl = server.BaseUrl;
            return server;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(patience.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _exports.Dispose();
        _store.Dispose();
    }
}
