using System.Text.RegularExpressions;
using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>The table of rights in docs/security.md, against the role assignments of a deployment.</summary>
internal static partial class RoleTable
{
    private static readonly Dictionary<string, string> RoleNames = new()
    {
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["4c8d0bbc-75d3-4935-991f-5f3c56d81508"] = "FHIR Data Reader",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"] = "Azure Service Bus Data Receiver",
        ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Azure Service Bus Data Sender",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
    };

    public static IEnumerable<string> Differences(Deployment deployment)
    {
        var documented = Documented();
        var made = deployment.Of(Types.Assignment).Select(assignment => Describe(assignment, deployment)).ToHashSet();
        return made.Except(documented).Select(right => $"not documented: {right}").Concat(documented.Except(made).Select(right => $"documented, but not made: {right}"));
    }

    // Rows under the heading: | identity | role | on | why |
    private static HashSet<string> Documented()
    {
        var text = Repository.Read("docs", "security.md");
        var table = text.Split("## What each identity may do")[1].Split("\n## ")[0];
        return [.. Row().Matches(table).Select(row => $"{row.Groups["who"].Value} | {row.Groups["role"].Value} | {row.Groups["where"].Value}")];
    }

    private static string Describe(Resource assignment, Deployment deployment)
    {
        var identity = Identity().Match(assignment.Text("properties.principalId") ?? "");
        var who = identity.Success ? identity.Groups[1].Value : assignment.Text("properties.principalId");
        var roleId = assignment.Text("properties.roleDefinitionId")!.Split('/')[^1];
        var role = RoleNames.GetValueOrDefault(roleId)
            ?? (deployment.Of(Types.RoleDefinition).Any(definition => definition.Name == roleId) ? "MedRecCloud queue depth reader" : roleId);
        return $"{who} | {role} | {Where(assignment.Id, deployment.Environment)}";
    }

    private static string Where(string id, string environment)
    {
        var scope = id[..id.LastIndexOf("/providers/Microsoft.Authorization", StringComparison.Ordinal)];
        var name = scope.Split('/')[^1];
        return scope switch
        {
            _ when scope.Contains("/queues/", StringComparison.Ordinal) => $"queue {name}",
            _ when scope.Contains("/containers/", StringComparison.Ordinal) => $"container {name}",
            _ when scope.Contains("/namespaces/", StringComparison.Ordinal) => "Service Bus namespace",
            _ when scope.Contains("/registries/", StringComparison.Ordinal) => "container registry",
            _ when scope.Contains("/components/", StringComparison.Ordinal) => "Application Insights",
            _ when scope.Contains("/fhirservices/", StringComparison.Ordinal) => "FHIR service",
            _ when scope.Contains("/storageAccounts/", StringComparison.Ordinal) => name.StartsWith($"medrec{environment}dt", StringComparison.Ordinal) ? "data account" : "host account",
            _ => scope,
        };
    }

    [GeneratedRegex(@"userAssignedIdentities/id-medrec-[a-z0-9]+-([a-z]+)'")]
    private static partial Regex Identity();

    [GeneratedRegex(@"^\| (?<who>events|functions|worker) \| (?<role>[^|]+?) \| (?<where>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
