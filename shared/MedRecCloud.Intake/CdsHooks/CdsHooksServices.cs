using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Fhir.CdsHooks.Clients;
using Microsoft.Extensions.DependencyInjection;

namespace MedRecCloud.Intake.CdsHooks;

/// <summary>Adds the CDS services to an intake.</summary>
internal static class CdsHooksServices
{
    /// <summary>Needs blob storage and the FHIR servers' names.</summary>
    public static IServiceCollection AddCdsHooks(this IServiceCollection services)
    {
        services.AddCdsClients();
        services.AddSingleton(provider => new OrderReview(DrugKnowledge.Shipped, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StoredCards>().AddSingleton<ShownMemory>().AddSingleton<HookReview>().AddSingleton<FeedbackDesk>();
        return services.AddSingleton<ICdsHooksDesk, CdsHooksDesk>();
    }
}
