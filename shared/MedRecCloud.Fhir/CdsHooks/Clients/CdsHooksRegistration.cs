using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Fhir.CdsHooks.Clients;

/// <summary>Adds the judgement of CDS clients to an application.</summary>
public static class CdsHooksRegistration
{
    private const string ClientName = "cds-client-keys";

    /// <summary>Registers <see cref="ClientTokens"/>, configured by the section <see cref="CdsHooksOptions.Section"/> and refused at start-up if it is not valid.</summary>
    /// <param name="primary">Replaces the network, in tests.</param>
    public static IServiceCollection AddCdsClients(this IServiceCollection services, Func<HttpMessageHandler>? primary = null)
    {
        services.AddOptionsWithValidateOnStart<CdsHooksOptions, CdsHooksOptionsValidator>().BindConfiguration(CdsHooksOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(ClientName, http => (http.Timeout, http.MaxResponseContentBufferSize) = (TimeSpan.FromSeconds(5), 1 << 20))
            .ConfigurePrimaryHttpMessageHandler(() => primary?.Invoke() ?? new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null });
        services.TryAddSingleton(provider => new ClientTokens(
            provider.GetRequiredService<IOptions<CdsHooksOptions>>(), () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
