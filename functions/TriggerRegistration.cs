using MedRecCloud.Functions.CdsHooks;
using MedRecCloud.Functions.Cohorts;
using MedRecCloud.Functions.Events;
using Microsoft.Extensions.DependencyInjection;

namespace MedRecCloud.Functions;

/// <summary>What the triggers need beside the intake.</summary>
public static class TriggerRegistration
{
    public static IServiceCollection AddTriggers(this IServiceCollection services) => services.AddSingleton<EventSettlement>().AddSingleton<CohortRequests>().AddSingleton<CdsRequests>();
}
