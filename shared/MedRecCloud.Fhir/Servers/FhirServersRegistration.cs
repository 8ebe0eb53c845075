using System.Net;
using Azure.Core;
using MedRecCloud.Fhir.Bulk;
using MedRecCloud.Fhir.Proposals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Fhir.Servers;

/// <summary>Adds the FHIR servers to an application.</summary>
public static class FhirServersRegistration
{
    private const string ClientName = "fhir", BulkName = "fhir-bulk";

    /// <summary>
    /// Registers <see cref="FhirServers"/>, configured by the section <see cref="FhirServersOptions.Section"/> and refused at start-up if it is not valid, over
    /// one resilient HttpClient: retries on 408, 429 and 5xx honouring Retry-After, a circuit breaker per server, a total deadline.
    /// </summary>
    /// <param name="primary">Replaces the network, in tests.</param>
    public static IServiceCollection AddFhirServers(this IServiceCollection services, Action<FhirServersOptions>? configure = null, Func<HttpMessageHandler>? primary = null)
    {
        if (services.Any(service => service.ServiceType == typeof(FhirServers)))
        {
            // A second call adds settings, not a second stack of handlers.
            if (configure is not null) services.Configure(configure);
            return services;
        }
        services.AddOptionsWithValidateOnStart<FhirServersOptions, FhirServersOptionsValidator>()
            .BindConfiguration(FhirServersOptions.Section)
            .Configure(configure ?? (_ => { }));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new FhirTokens(
            provider.GetRequiredService<IOptions<FhirServersOptions>>(), provider.GetService<TokenCredential>, provider.GetRequiredService<TimeProvider>(),
            primary is null ? new HttpClient() : new HttpClient(primary())));
        var client = services.AddHttpClient(ClientName, (provider, http) =>
        {
            var options = provider.GetRequiredService<IOptions<FhirServersOptions>>().Value;
            http.MaxResponseContentBufferSize = options.MaxResponseBytes;
            // The resilience handler keeps the deadline.
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        // URLs hold patients' ids: the factory's own request logs are not wanted.
        client.RemoveAllLoggers();
        Guard(client, primary, server => [server.BaseUrl!]);
        client.AddStandardResilienceHandler().Configure((resilience, provider) =>
        {
            var options = provider.GetRequiredService<IOptions<FhirServersOptions>>().Value;
            resilience.AttemptTimeout.Timeout = options.AttemptTimeout;
            resilience.TotalRequestTimeout.Timeout = options.TotalTimeout;
            resilience.Retry.MaxRetryAttempts = options.MaxRetries;
            resilience.Retry.Delay = TimeSpan.FromMilliseconds(500);
            resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromTicks(Math.Max(options.AttemptTimeout.Ticks * 2, TimeSpan.FromSeconds(30).Ticks));
        }).SelectPipelineByAuthority();
        client.AddHttpMessageHandler(provider => new FhirAuthorizationHandler(provider.GetRequiredService<FhirTokens>()));
        // Without repetition and without a limit on the body: a bulk export's pace is the server's word, and its files are large.
        var bulk = services.AddHttpClient(BulkName, http => http.Timeout = Timeout.InfiniteTimeSpan);
        bulk.RemoveAllLoggers();
        Guard(bulk, primary, server => [server.BaseUrl!, .. server.ExportUrls]);
        bulk.AddHttpMessageHandler(provider => new FhirAuthorizationHandler(provider.GetRequiredService<FhirTokens>()));
        services.AddSingleton(provider => new FhirServers(
            provider.GetRequiredService<IOptions<FhirServersOptions>>(),
            _ => provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName),
            server => new BulkExportClient(
                server, provider.GetRequiredService<IOptions<FhirServersOptions>>().Value, provider.GetRequiredService<IHttpClientFactory>().CreateClient(BulkName),
                provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton(provider => new ProposalWriteBack(provider.GetRequiredService<FhirServers>()));
        return services;
    }

    /// <summary>The network, and before it the list of what may be asked.</summary>
    private static void Guard(IHttpClientBuilder client, Func<HttpMessageHandler>? primary, Func<FhirServerOptions, IEnumerable<Uri>> places)
    {
        client.ConfigurePrimaryHttpMessageHandler(() => primary?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ActivityHeadersPropagator = null,
        });
        client.AddHttpMessageHandler(provider =>
        {
            var allowed = provider.GetRequiredService<IOptions<FhirServersOptions>>().Value.Servers.SelectMany(places).Select(place => new FhirBase(place)).ToArray();
            return new AllowListHandler(url => allowed.Any(place => place.Owns(url)));
        });
    }
}
