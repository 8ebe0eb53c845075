using MedRecCloud.Intake.Maintenance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Adds cohorts to an intake.</summary>
internal static class CohortRegistration
{
    /// <summary>Planner and desk; needs blob storage and, unless the application brings its own sender, Service Bus.</summary>
    public static IServiceCollection AddCohorts(this IServiceCollection services)
    {
        services.AddOptions<CohortOptions>().BindConfiguration(CohortOptions.Section);
        services.TryAddSingleton<IShardSender, ServiceBusShardSender>();
        services.AddSingleton<ExportFetch>().AddSingleton<ExportClearing>().AddSingleton<GroupExport>().AddSingleton<CohortSources>().AddSingleton<CohortAccounts>().AddSingleton<CohortPlanNote>().AddSingleton<CohortParts>().AddSingleton<CohortReporter>().AddSingleton<CohortRedrive>();
        services.AddSingleton<IMaintenanceTask, CohortUpkeep>();
        return services.AddSingleton<ICohortPlanner, CohortPlanner>().AddSingleton<ICohortDesk, CohortDesk>();
    }
}
