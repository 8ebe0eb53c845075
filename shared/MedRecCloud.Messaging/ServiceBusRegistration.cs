using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Messaging;

/// <summary>Adds Service Bus to an application.</summary>
public static class ServiceBusRegistration
{
    /// <summary>
    /// Registers one <see cref="ServiceBusConnection"/>, configured by the section <see cref="ServiceBusOptions.Section"/> and refused at start-up if it is
    /// not valid. With a namespace instead of a connection string the registered <see cref="TokenCredential"/> is used, else <see cref="DefaultAzureCredential"/>.
    /// </summary>
    public static IServiceCollection AddServiceBus(this IServiceCollection services, Action<ServiceBusOptions>? configure = null)
    {
        services.AddOptionsWithValidateOnStart<ServiceBusOptions, ServiceBusOptionsValidator>()
            .BindConfiguration(ServiceBusOptions.Section)
            .Configure(configure ?? (_ => { }));
        services.AddSingleton<IValidateOptions<ServiceBusOptions>, ServiceBusOptionsCustomValidator>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value;
            var credential = options.FullyQualifiedNamespace is null ? null : provider.GetService<TokenCredential>() ?? new DefaultAzureCredential();
            return new ServiceBusConnection(options, credential, provider.GetService<TimeProvider>(), null, provider.GetService<ILoggerFactory>());
        });
        return services;
    }
}
