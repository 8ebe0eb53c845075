using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Intake.CdsHooks;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Intake.Encounters;
using MedRecCloud.Intake.Events;
using MedRecCloud.Intake.Subscriptions;
using MedRecCloud.Intake.WarmUp;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake;

/// <summary>Adds the intake to an application.</summary>
public static class IntakeRegistration
{
    /// <summary>
    /// Registers <see cref="FhirEventHandler"/> and the FHIR servers, configured by the sections <see cref="IntakeOptions.Section"/> and
    /// <see cref="FhirServersOptions.Section"/>; and Service Bus and blob storage where the application has not added them.
    /// </summary>
    public static IServiceCollection AddIntake(this IServiceCollection services, Action<IntakeOptions>? configure = null, Action<FhirServersOptions>? configureServers = null)
    {
        services.AddOptionsWithValidateOnStart<IntakeOptions, IntakeOptionsValidator>()
            .BindConfiguration(IntakeOptions.Section)
            .Configure(configure ?? (_ => { }));
        services.AddFhirServers(configureServers);
        if (!Has<IRequestSender>(services) && !Has<ServiceBusConnection>(services)) services.AddServiceBus();
        if (!Has<IRequestStore>(services)) services.AddBlobStorage();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRequestSender, ServiceBusRequestSender>();
        services.AddSingleton<FhirContextReader>();
        services.AddSingleton<ChangeResolver>();
        services.AddSingleton<EncounterWithdrawal>();
        services.AddSingleton<EncounterIntake>();
        services.AddSingleton<MissedEventReader>();
        services.AddSingleton<SubscriptionTracker>();
        services.AddSingleton<ISettlementPolicy, SettlementPolicy>();
        services.AddSingleton(provider => new FhirEventHandler(
            provider.GetRequiredService<ChangeResolver>(), provider.GetRequiredService<EncounterIntake>(), provider.GetRequiredService<SubscriptionTracker>(),
            provider.GetRequiredService<IOptions<IntakeOptions>>(), provider.GetRequiredService<ILogger<FhirEventHandler>>()));
        services.AddSingleton<IFhirEventHandler>(provider => provider.GetRequiredService<FhirEventHandler>());
        services.AddHostedService<IntakeWarmUp>();
        return services.AddCohorts().AddCdsHooks();
    }

    private static bool Has<T>(IServiceCollection services) => services.Any(service => service.ServiceType == typeof(T));
}
