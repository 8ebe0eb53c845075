using System.Text.Json.Nodes;
using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>Who can reach what over which network.</summary>
internal static class NetworkPolicies
{
    private static readonly (string Resource, string Group)[] NeedsEndpoint =
    [
        ("dt", "blob"), ("dt", "queue"), ("ho", "blob"), ("ho", "queue"), ("ho", "table"), ("sb-", "namespace"), ("registries", "registry"), ("func-", "sites"), ("ampls-", "azuremonitor"),
    ];

    public static IEnumerable<Policy> All =>
    [
        Policy.Each("Service Bus is not on the public network", Types.Namespace, "properties.publicNetworkAccess", "Disabled", "Enabled", productionOnly: true),
        Policy.Each("Storage is not on the public network", Types.Account, "properties.publicNetworkAccess", "Disabled", "Enabled", productionOnly: true),
        Policy.Each("Storage denies what no rule allows", Types.Account, "properties.networkAcls.defaultAction", "Deny", "Allow", productionOnly: true),
        Policy.Each("The registry is not on the public network", Types.Registry, "properties.publicNetworkAccess", "Disabled", "Enabled", productionOnly: true),
        Policy.Each("The worker's environment is not on the public network", Types.WorkerEnvironment, "properties.publicNetworkAccess", "Disabled", "Enabled", productionOnly: true),
        Policy.Each("The worker's environment has an internal address alone", Types.WorkerEnvironment, "properties.vnetConfiguration.internal", true, false, productionOnly: true),
        Policy.Each("Logs are not taken in over the public network", Types.Logs, "properties.publicNetworkAccessForIngestion", "Disabled", "Enabled", productionOnly: true),
        Policy.Each("Telemetry is not taken in over the public network", Types.Insights, "properties.publicNetworkAccessForIngestion", "Disabled", "Enabled", productionOnly: true),
        Policy.Each("Outgoing traffic of the functions stays in the network", Types.Site, site => site.Text("properties.virtualNetworkSubnetId") is not null, site => site.Set("properties.virtualNetworkSubnetId", null), productionOnly: true),
        new("The functions refuse callers that are not named", Callers, deployment => deployment.The(Types.SiteConfig, "/web").Set("properties.ipSecurityRestrictionsDefaultAction", "Allow")),
        new("The functions let in Event Grid and nobody else by default", Callers, deployment => ((JsonArray)deployment.The(Types.SiteConfig, "/web").At("properties.ipSecurityRestrictions")!).Add(JsonNode.Parse("""{ "name": "all", "priority": 50, "action": "Allow", "ipAddress": "0.0.0.0/0" }"""))),
        new("Publishing refuses callers that are not named", Callers, deployment => deployment.The(Types.SiteConfig, "/web").Set("properties.scmIpSecurityRestrictionsDefaultAction", "Allow")),
        Policy.Each("The worker listens to nobody", Types.Worker, worker => worker.At("properties.configuration.ingress") is null, worker => worker.Set("properties.configuration.ingress", JsonNode.Parse("""{ "external": true, "targetPort": 8080 }"""))),
        new(
            "TLS is 1.2 or newer wherever a client connects",
            deployment => deployment.Of(Types.Namespace).Where(r => !r.Is("properties.minimumTlsVersion", "1.2")).Concat(deployment.Of(Types.Account).Where(r => !r.Is("properties.minimumTlsVersion", "TLS1_2")))
                .Concat(deployment.Any(Types.SiteConfig).Where(r => r.Name.EndsWith("/web", StringComparison.Ordinal) && !(r.Is("properties.minTlsVersion", "1.2") && r.Is("properties.scmMinTlsVersion", "1.2"))))
                .Select(r => r.ToString()),
            deployment => deployment.The(Types.SiteConfig, "/web").Set("properties.scmMinTlsVersion", "1.0")),
        Policy.Each("Storage answers HTTPS alone", Types.Account, "properties.supportsHttpsTrafficOnly", true, false),
        Policy.Each("The functions answer HTTPS alone", Types.Site, "properties.httpsOnly", true, false),
        new("FTP is off", deployment => deployment.Any(Types.SiteConfig).Where(r => r.Name.EndsWith("/web", StringComparison.Ordinal) && !r.Is("properties.ftpsState", "Disabled")).Select(r => r.Name), deployment => deployment.The(Types.SiteConfig, "/web").Set("properties.ftpsState", "AllAllowed")),
        new("Every service that is used has an address in the network", MissingEndpoints, deployment => deployment.Remove(deployment.The(Types.Endpoint, "host-table")), ProductionOnly: true),
        new(
            "Every private address has its name, in a zone the network resolves", UnnamedEndpoints,
            deployment => deployment.Remove(deployment.Of(Types.ZoneLink)[3]), ProductionOnly: true),
        new(
            "Every subnet refuses the internet",
            deployment => deployment.Of(Types.Network).SelectMany(network => network.List("properties.subnets"))
                .Where(subnet => subnet["properties"]?["networkSecurityGroup"]?["id"]?.ToString() is not { } group || !deployment.Of(Types.SecurityGroup).Any(g => g.Id == group && RefusesInternet(g)))
                .Select(subnet => $"subnet {subnet["name"]}"),
            deployment => deployment.Of(Types.SecurityGroup)[0].Set("properties.securityRules.0.properties.access", "Allow"),
            ProductionOnly: true),
    ];

    private static bool RefusesInternet(Resource group) => group.List("properties.securityRules").Any(rule =>
        rule["properties"] is { } p && (string?)p["access"] == "Deny" && (string?)p["direction"] == "Inbound" && (string?)p["sourceAddressPrefix"] == "Internet" && (string?)p["destinationPortRange"] == "*");

    private static IEnumerable<string> Callers(Deployment deployment)
    {
        var web = deployment.The(Types.SiteConfig, "/web");
        if (!web.Is("properties.ipSecurityRestrictionsDefaultAction", "Deny")) yield return "The functions allow by default.";
        if (!web.Is("properties.scmIpSecurityRestrictionsDefaultAction", "Deny")) yield return "Publishing allows by default.";
        foreach (var rule in web.List("properties.ipSecurityRestrictions").Concat(web.List("properties.scmIpSecurityRestrictions")))
            if ((string?)rule["action"] == "Allow" && (string?)rule["ipAddress"] is not "AzureEventGrid") yield return $"{rule["name"]} lets in {rule["ipAddress"]}.";
    }

    private static IEnumerable<string> MissingEndpoints(Deployment deployment)
    {
        var made = deployment.Of(Types.Endpoint).Select(endpoint => endpoint.At("properties.privateLinkServiceConnections.0.properties")!)
            .Select(p => (Target: (string)p["privateLinkServiceId"]!, Group: (string)p["groupIds"]![0]!)).ToList();
        return NeedsEndpoint.Where(need => !made.Any(m => m.Group == need.Group && m.Target.Contains(need.Resource, StringComparison.OrdinalIgnoreCase))).Select(need => $"{need.Resource} {need.Group}");
    }

    private static IEnumerable<string> UnnamedEndpoints(Deployment deployment)
    {
        var resolved = deployment.Of(Types.ZoneLink).Select(link => link.Name.Replace("format('{0}/{1}', ", "", StringComparison.Ordinal)).ToList();
        foreach (var endpoint in deployment.Of(Types.Endpoint))
        {
            var zones = deployment.Any(Types.EndpointZones).Where(group => group.Name.StartsWith(endpoint.Name + "/", StringComparison.Ordinal)).SelectMany(group => group.List("properties.privateDnsZoneConfigs")).ToList();
            if (zones.Count == 0) yield return $"{endpoint.Name} has no zone.";
            foreach (var zone in zones.Select(zone => zone["properties"]!["privateDnsZoneId"]!.ToString().Split("privateDnsZones")[1].Trim('/', ']', '\'', ',', ' ', ')')))
                if (!resolved.Any(link => link.Contains(zone.Split("('")[^1], StringComparison.Ordinal))) yield return $"{endpoint.Name}: nobody resolves {zone}.";
        }
    }
}
