using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>The worker's parts.</summary>
internal static class WorkerRegistration
{
    public static IServiceCollection AddInferenceWorker(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<OnnxOptions, OnnxOptionsValidator>().BindConfiguration(OnnxOptions.Section);
        services.AddOptionsWithValidateOnStart<ScoringOptions, ScoringOptionsValidator>().BindConfiguration(ScoringOptions.Section);
        services.AddOptionsWithValidateOnStart<ModelOptions, ModelOptionsValidator>().BindConfiguration(ModelOptions.Section);
        services.AddOptionsWithValidateOnStart<ConsumerOptions, ConsumerOptionsValidator>().BindConfiguration(ConsumerOptions.Section);
        // The stop waits for begun requests; the host must not cut that short.
        services.AddOptions<HostOptions>().Configure<IOptions<ConsumerOptions>>((host, consumer) => host.ShutdownTimeout = consumer.Value.Drain + TimeSpan.FromSeconds(5));

        services.TryAddSingleton(TimeProvider.System);
        services.AddServiceBus().AddBlobStorage().AddModels().AddScoring();
        // A worker needs a FHIR server only where outcomes are written back to it.
        if (configuration.GetSection(FhirServersOptions.Section).Exists()) services.AddFhirServers();
        else services.AddSingleton(new ProposalWriteBack(null));
        services.AddSingleton(new OutcomeRules(ProposalDecision.Shipped.Decide, ProposalBundleWriter.Write));
        services.AddSingleton<InferencePipeline>().AddSingleton<RequestHandler>();
        services.AddSingleton<CohortModels>().AddSingleton<CohortPins>().AddSingleton<CohortScorer>().AddSingleton<ShardScorer>().AddSingleton<ShardHandler>();
        services.AddSingleton<ShadowRunner>().AddHostedService(provider => provider.GetRequiredService<ShadowRunner>());
        services.AddHostedService<OutcomeWarmUp>().AddHostedService<RequestConsumer>();
        services.AddHealthChecks().AddCheck<ModelReadiness>("models");
        return services;
    }

    private static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddSingleton<IModelSource>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ModelOptions>>().Value;
            return options.Folder is { } folder
                ? new FolderModelSource(folder)
                : new BlobModelSource(provider.GetRequiredService<ModelPackageStore>(), options.CacheFolder);
        });
        services.AddSingleton<OnnxSessions>().AddSingleton<ModelLoader>().AddSingleton<ModelCatalog>();
        return services.AddSingleton<ModelRefresh>().AddHostedService(provider => provider.GetRequiredService<ModelRefresh>());
    }

    private static IServiceCollection AddScoring(this IServiceCollection services)
    {
        services.AddSingleton<WorkerMetrics>().AddSingleton<ScoringDesk>().AddSingleton(new KnownTemplates(PromptTemplates.All));
        services.AddSingleton(provider => new MemoryBudget((long)provider.GetRequiredService<IOptions<ScoringOptions>>().Value.MemoryCapMiB << 20));
        return services.AddSingleton(provider =>
        {
            var (sessions, budget, metrics) =
                (provider.GetRequiredService<OnnxSessions>(), provider.GetRequiredService<MemoryBudget>(), provider.GetRequiredService<WorkerMetrics>());
            var lanes = new ScoringLanes(
                LanesFor(provider.GetRequiredService<IOptions<ScoringOptions>>().Value, sessions.Device),
                provider.GetRequiredService<TimeProvider>(), metrics, provider.GetRequiredService<ILogger<ScoringLanes>>());
            metrics.Observe("medrec.scoring.waiting", "{request}", "Requests that wait for a lane", () => lanes.Waiting);
            metrics.Observe("medrec.scoring.memory", "By", "Memory reserved by requests and the prefix cache", () => budget.Reserved);
            metrics.Observe("medrec.scoring.tensors", "{tensor}", "Native tensors that are alive", () => sessions.Ledger.Live);
            return lanes;
        });
    }

    private static int LanesFor(ScoringOptions options, OnnxDevice device) =>
        options.Lanes > 0 ? options.Lanes : device == OnnxDevice.Cpu ? Environment.ProcessorCount : 1;
}
