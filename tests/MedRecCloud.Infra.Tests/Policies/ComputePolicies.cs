using System.Text.Json.Nodes;
using MedRecCloud.Infra.Tests.Bicep;
using MedRecCloud.Messaging;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>The functions and the worker: how they start, scale and are told what they need.</summary>
internal static class ComputePolicies
{
    private const string Rules = "properties.template.scale.rules";
    private static readonly string[] RequestQueues = [QueueNames.InferenceRequests, QueueNames.CohortRequests];
    private static readonly string[] SharedSettings = ["ServiceBus__FullyQualifiedNamespace", "BlobStorage__ServiceUri", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID"];

    public static IEnumerable<Policy> All =>
    [
        Policy.Each("An idle worker costs nothing", Types.Worker, "properties.template.scale.minReplicas", 0, 1),
        Policy.Each("The worker cannot take more GPUs than a small quota", Types.Worker, worker => worker.At("properties.template.scale.maxReplicas")!.GetValue<int>() is > 0 and <= 30, worker => worker.Set("properties.template.scale.maxReplicas", 300)),
        Policy.Each(
            "The worker scales on both request queues", Types.Worker,
            worker => !MessagingPolicies.Difference(RequestQueues, worker.List(Rules).Select(rule => (string)rule["custom"]!["metadata"]!["queueName"]!)).Any(),
            worker => ((JsonArray)worker.At(Rules)!).RemoveAt(1)),
        Policy.Each(
            "The scaler reads the queues with an identity", Types.Worker,
            worker => worker.List(Rules).All(rule => rule["custom"]!["identity"]?.ToString().EndsWith("-worker", StringComparison.Ordinal) == true && rule["custom"]!["auth"] is null),
            worker => ((JsonObject)worker.At($"{Rules}.0.custom")!).Remove("identity")),
        Policy.Each(
            "A prompt a clinician waits for asks for a replica sooner than a cohort's", Types.Worker,
            worker => Messages(worker, QueueNames.InferenceRequests) < Messages(worker, QueueNames.CohortRequests),
            worker => worker.Set($"{Rules}.0.custom.metadata.messageCount", "100000")),
        Policy.Each("The worker's image is pinned by digest", Types.Worker, worker => worker.Text("properties.template.containers.0.image")!.Contains("@sha256:", StringComparison.Ordinal), worker => worker.Set("properties.template.containers.0.image", "medrec.azurecr.io/inference-worker:latest")),
        Policy.Each("The worker pulls with its identity", Types.Worker, worker => worker.List("properties.configuration.registries").All(r => r["identity"]?.ToString().Contains("/userAssignedIdentities/", StringComparison.Ordinal) == true && r["passwordSecretRef"] is null), worker => ((JsonObject)worker.At("properties.configuration.registries.0")!).Remove("identity")),
        Policy.Each(
            "A worker is alive before it is ready", Types.Worker,
            worker => Probe(worker, "Startup") == "/healthz" && Probe(worker, "Liveness") == "/healthz" && Probe(worker, "Readiness") == "/readyz",
            worker => worker.Set("properties.template.containers.0.probes.1.httpGet.path", "/readyz")),
        Policy.Each("A replica may finish its batch before it leaves", Types.Worker, "properties.template.terminationGracePeriodSeconds", 600, 30),
        new(
            "The worker's GPU profile is one its environment has",
            deployment => deployment.Of(Types.Worker).Where(worker => !deployment.Of(Types.WorkerEnvironment)[0].List("properties.workloadProfiles").Any(p => (string?)p["name"] == worker.Text("properties.workloadProfileName"))).Select(worker => worker.ToString()),
            deployment => deployment.Of(Types.Worker)[0].Set("properties.workloadProfileName", "gpu-a100")),
        new(
            "The GPU is billed by use, not by the node",
            deployment => deployment.Of(Types.WorkerEnvironment)[0].List("properties.workloadProfiles").Where(p => !((string)p["workloadProfileType"]!).StartsWith("Consumption", StringComparison.Ordinal)).Select(p => $"{p["name"]}"),
            deployment => deployment.Of(Types.WorkerEnvironment)[0].Set("properties.workloadProfiles.1.workloadProfileType", "NC24-A100")),
        Policy.Each("The worker is told where everything is", Types.Worker, worker => !SharedSettings.Except(worker.List("properties.template.containers.0.env").Select(e => (string)e["name"]!)).Any(), worker => ((JsonArray)worker.At("properties.template.containers.0.env")!).RemoveAt(0)),
        new("The functions are told where everything is", deployment => SharedSettings.Where(name => deployment.The(Types.SiteConfig, "/appsettings").Text($"properties.{name}") is null), deployment => ((JsonObject)deployment.The(Types.SiteConfig, "/appsettings").At("properties")!).Remove("BlobStorage__ServiceUri")),
        new(
            "Every connection of the functions is by identity",
            deployment => new[] { "AzureWebJobsStorage", "ServiceBus", "CohortStorage" }.Where(name => deployment.The(Types.SiteConfig, "/appsettings") is var s && (!s.Is($"properties.{name}__credential", "managedidentity") || s.Text($"properties.{name}__clientId") is null || s.Text($"properties.{name}") is not null)),
            deployment => deployment.The(Types.SiteConfig, "/appsettings").Set("properties.CohortStorage__credential", null)),
        Policy.Each("The functions run on Flex Consumption", Types.Plan, "sku.name", "FC1", "EP1"),
        Policy.Each("The functions run .NET 10, isolated", Types.Site, site => site.Is("properties.functionAppConfig.runtime.name", "dotnet-isolated") && site.Is("properties.functionAppConfig.runtime.version", "10.0"), site => site.Set("properties.functionAppConfig.runtime.version", "8.0")),
        Policy.Each("Code is fetched by identity", Types.Site, "properties.functionAppConfig.deployment.storage.authentication.type", "UserAssignedIdentity", "StorageAccountConnectionString"),
        new(
            "Where the cohort API is open, it asks for a token",
            deployment => deployment.The(Types.SiteConfig, "/authsettingsV2") is var auth && auth.Is("properties.globalValidation.requireAuthentication", true) && auth.List("properties.globalValidation.excludedPaths").All(p => p.ToString() == "/runtime/webhooks/blobs") ? [] : ["A path is open to all."],
            deployment => ((JsonArray)deployment.The(Types.SiteConfig, "/authsettingsV2").At("properties.globalValidation.excludedPaths")!).Add("/api")),
    ];

    private static int Messages(Resource worker, string queue) =>
        int.Parse((string)worker.List(Rules).Single(rule => (string)rule["custom"]!["metadata"]!["queueName"]! == queue)["custom"]!["metadata"]!["messageCount"]!, System.Globalization.CultureInfo.InvariantCulture);

    private static string? Probe(Resource worker, string type) => worker.List("properties.template.containers.0.probes").Single(p => (string?)p["type"] == type)["httpGet"]?["path"]?.ToString();
}
