using System.Globalization;
using System.Text.Json.Nodes;
using MedRecCloud.Infra.Tests.Bicep;
using MedRecCloud.Storage;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>What is kept, for how long, and how safely.</summary>
internal static class StoragePolicies
{
    private static readonly string[] InCode = [ContainerNames.Models, ContainerNames.Requests, ContainerNames.Proposals, ContainerNames.Cohorts];
    private static readonly string[] WithPatients = [ContainerNames.Requests, ContainerNames.Proposals, ContainerNames.Cohorts];

    public static IEnumerable<Policy> All =>
    [
        new(
            "The containers are those of the code",
            deployment => MessagingPolicies.Difference(InCode, Data(deployment, Types.Container).Select(container => container.Name.Split('/')[^1])),
            deployment => deployment.Remove(deployment.The(Types.Container, "/cohorts"))),
        Policy.Each("No blob is read without a token", Types.Account, "properties.allowBlobPublicAccess", false, true),
        Policy.Each("No container is public", Types.Container, "properties.publicAccess", "None", "Blob"),
        Policy.Each("No blob is copied to another tenant", Types.Account, "properties.allowCrossTenantReplication", false, true),
        new(
            "Patient data is encrypted twice",
            deployment => Data(deployment, Types.Account).Where(account => !account.Is("properties.encryption.requireInfrastructureEncryption", true)).Select(account => account.ToString()),
            deployment => Data(deployment, Types.Account).First().Set("properties.encryption.requireInfrastructureEncryption", false)),
        new(
            "Old versions of patient data are kept",
            deployment => Data(deployment, Types.BlobService).Where(service => !service.Is("properties.isVersioningEnabled", true)).Select(service => service.ToString()),
            deployment => Data(deployment, Types.BlobService).First().Set("properties.isVersioningEnabled", false)),
        Policy.Each("A deleted blob can be brought back for a week at least", Types.BlobService, service => Days(service, "properties.deleteRetentionPolicy.days") >= 7, service => service.Set("properties.deleteRetentionPolicy.days", 1)),
        new(
            "Nothing about a patient is kept for ever",
            deployment => WithPatients.Where(name => !Rules(deployment).Any(rule => Prefix(rule) == name + "/" && rule["enabled"]!.GetValue<bool>() && DeleteDays(rule) > 0)),
            deployment => ((JsonArray)deployment.Of(Types.Lifecycle)[0].At("properties.policy.rules")!).RemoveAt(0)),
        new(
            "Old versions end too",
            deployment => Rules(deployment).Where(rule => rule["definition"]!["actions"]!["version"]?["delete"] is null).Select(rule => (string)rule["name"]!),
            deployment => ((JsonObject)deployment.Of(Types.Lifecycle)[0].At("properties.policy.rules.1.definition.actions")!).Remove("version")),
        new(
            "A model package is never deleted by age",
            deployment => Rules(deployment).Where(rule => Prefix(rule).StartsWith(ContainerNames.Models, StringComparison.Ordinal)).Select(rule => (string)rule["name"]!),
            deployment => deployment.Of(Types.Lifecycle)[0].Set("properties.policy.rules.0.definition.filters.prefixMatch.0", "models/")),
        new(
            "Production's proposals are locked, and not deleted while they are",
            deployment => deployment.Any(Types.Lock).Where(l => l.Name.Contains("/proposals/", StringComparison.Ordinal)).ToList() is not [var theLock]
                ? ["no lock on proposals"]
                : Rules(deployment).Where(rule => Prefix(rule) == "proposals/" && DeleteDays(rule) <= Days(theLock, "properties.immutabilityPeriodSinceCreationInDays")).Select(_ => "deleted while locked"),
            deployment => deployment.Of(Types.Lock)[0].Set("properties.immutabilityPeriodSinceCreationInDays", 100000),
            ProductionOnly: true),
        Policy.Each("Production's data survives the loss of a zone", Types.Account, account => account.Text("sku.name")!.EndsWith("ZRS", StringComparison.Ordinal), account => account.Set("sku.name", "Standard_LRS"), productionOnly: true),
    ];

    private static IEnumerable<Resource> Data(Deployment deployment, string type) => deployment.Of(type).Where(resource => resource.Name.StartsWith($"medrec{deployment.Environment}dt", StringComparison.Ordinal));

    private static IEnumerable<JsonNode> Rules(Deployment deployment) => deployment.Of(Types.Lifecycle).SelectMany(policy => policy.List("properties.policy.rules"));

    private static string Prefix(JsonNode rule) => (string)rule["definition"]!["filters"]!["prefixMatch"]![0]!;

    private static int DeleteDays(JsonNode rule) => rule["definition"]!["actions"]!["baseBlob"]?["delete"]?["daysAfterModificationGreaterThan"]?.GetValue<int>() ?? 0;

    private static int Days(Resource resource, string path) => int.Parse(resource.Text(path) ?? "0", CultureInfo.InvariantCulture);
}
