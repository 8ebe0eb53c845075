using System.Globalization;
using System.Text.Json.Nodes;
using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>What is seen, who is told, what it may cost, where it is.</summary>
internal static class OperationsPolicies
{
    // Storage is watched through its blob service; the rest of what can be watched has a setting of its own.
    private static readonly string[] Watched =
    [
        Types.Namespace, Types.BlobService, Types.Registry, Types.Site, Types.WorkerEnvironment, Types.Worker, Types.Topic, Types.Logs, Types.Network, Types.SecurityGroup,
    ];

    private static readonly string[] Alerts = ["dead-letters", "undelivered-events", "requests-age", "scoring-failed", "no-replica-at-work", "events-refused"];

    public static IEnumerable<Policy> All =>
    [
        new(
            "Diagnostics of everything go to Log Analytics", Unwatched,
            deployment => deployment.Remove(deployment.Of(Types.Diagnostics).First(d => d.Id.Contains("/registries/", StringComparison.Ordinal)))),
        new(
            "No diagnostic setting is switched off",
            deployment => deployment.Of(Types.Diagnostics).Where(d => d.List("properties.logs").Concat(d.List("properties.metrics")).Any(item => !item["enabled"]!.GetValue<bool>())).Select(d => d.Id),
            deployment => deployment.Of(Types.Diagnostics).First(d => d.At("properties.metrics") is not null).Set("properties.metrics.0.enabled", false)),
        new(
            "Dead letters, old prompts, failed scoring and missing replicas are told of",
            deployment => Alerts.Where(name => !deployment.Of(Types.MetricAlert).Concat(deployment.Of(Types.LogAlert)).Any(alert => alert.Name.EndsWith(name, StringComparison.Ordinal) && alert.Is("properties.enabled", true))),
            deployment => deployment.The(Types.LogAlert, "scoring-failed").Set("properties.enabled", false)),
        new(
            "Every alert reaches somebody",
            deployment => deployment.Of(Types.MetricAlert).Where(a => a.Text("properties.actions.0.actionGroupId") is null).Concat(deployment.Of(Types.LogAlert).Where(a => a.Text("properties.actions.actionGroups.0") is null)).Select(a => a.Name)
                .Concat(deployment.Of(Types.ActionGroup).Where(g => !g.List("properties.emailReceivers").Any()).Select(g => g.Name)),
            deployment => deployment.Of(Types.ActionGroup)[0].Set("properties.emailReceivers", new JsonArray())),
        Policy.Each("Every alert says what to do", Types.LogAlert, alert => alert.Text("properties.description")?.Split(' ').Length >= 10, alert => alert.Set("properties.description", "Alert")),
        Policy.Each("Telemetry goes to the workspace", Types.Insights, insights => insights.Text("properties.WorkspaceResourceId")?.Contains("/workspaces/", StringComparison.Ordinal) == true, insights => insights.Set("properties.WorkspaceResourceId", null)),
        Policy.Each("Operators have a page to look at", Types.Workbook, workbook => JsonNode.Parse(workbook.Text("properties.serializedData")!)!["items"]!.AsArray().Count >= 5, workbook => workbook.Set("properties.serializedData", "{\"items\":[]}")),
        Policy.Each("Production's logs are kept a year", Types.Logs, logs => Number(logs, "properties.retentionInDays") >= 365, logs => logs.Set("properties.retentionInDays", 30), productionOnly: true),
        Policy.Each("Logs cannot run up the bill", Types.Logs, logs => Number(logs, "properties.workspaceCapping.dailyQuotaGb") > 0, logs => logs.Set("properties.workspaceCapping.dailyQuotaGb", -1)),
        Policy.Each("The budget warns before it is spent", Types.Budget, budget => budget.At("properties.notifications") is JsonObject { Count: >= 2 } n && n.All(pair => pair.Value!["enabled"]!.GetValue<bool>() && pair.Value!["contactEmails"]!.AsArray().Count > 0), budget => budget.Set("properties.notifications.spent.contactEmails", new JsonArray())),
        new(
            "Everything stays in one region",
            deployment => deployment.All.Where(r => r.Text("location") is { } location && location != "swedencentral" && location != "global").Select(r => $"{r} in {r.Text("location")}"),
            deployment => deployment.Of(Types.Account)[0].Set("location", "eastus")),
        new(
            "Everything that can carry tags says what it belongs to",
            deployment => deployment.All.Where(r => r.Text("location") is not null && !(r.Is("tags.application", "medrec") && r.Is("tags.environment", deployment.Environment))).Select(r => r.ToString()),
            deployment => deployment.Of(Types.Registry)[0].Set("tags", null)),
    ];

    private static IEnumerable<string> Unwatched(Deployment deployment)
    {
        var settings = deployment.Of(Types.Diagnostics).Where(d => d.Text("properties.workspaceId") is not null).Select(d => d.Id).ToList();
        return Watched.SelectMany(deployment.Any).Where(r => !settings.Any(id => id.StartsWith(r.Id + "/providers/Microsoft.Insights/", StringComparison.OrdinalIgnoreCase))).Select(r => r.ToString());
    }

    private static int Number(Resource resource, string path) => int.Parse(resource.Text(path) ?? "0", CultureInfo.InvariantCulture);
}
