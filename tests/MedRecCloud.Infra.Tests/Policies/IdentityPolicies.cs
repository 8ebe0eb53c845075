using System.Text.RegularExpressions;
using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>Who acts, as whom, with which rights.</summary>
internal static partial class IdentityPolicies
{
    public static IEnumerable<Policy> All =>
    [
        Policy.Each("Service Bus takes no shared access key", Types.Namespace, "properties.disableLocalAuth", true, false),
        Policy.Each("Storage takes no account key", Types.Account, "properties.allowSharedKeyAccess", false, true),
        Policy.Each("Storage asks for an Entra token by default", Types.Account, "properties.defaultToOAuthAuthentication", true, false),
        Policy.Each("The registry has no admin user", Types.Registry, "properties.adminUserEnabled", false, true),
        Policy.Each("The registry lets no anonymous pull", Types.Registry, "properties.anonymousPullEnabled", false, true),
        Policy.Each("Application Insights takes Entra tokens alone", Types.Insights, "properties.DisableLocalAuth", true, false),
        Policy.Each("Log Analytics takes Entra tokens alone", Types.Logs, "properties.features.disableLocalAuth", true, false),
        Policy.Each("Code is published with no password", Types.SitePasswords, "properties.allow", false, true),
        new(
            "Both publishing passwords are switched off",
            deployment => new[] { "scm", "ftp" }.Where(kind => !deployment.Any(Types.SitePasswords).Any(policy => policy.Name.EndsWith("/" + kind, StringComparison.Ordinal))),
            deployment => deployment.Remove(deployment.The(Types.SitePasswords, "/ftp"))),
        new(
            "Every program acts as one user-assigned identity",
            deployment => deployment.Of(Types.Site).Concat(deployment.Of(Types.Worker))
                .Where(program => !program.Is("identity.type", "UserAssigned") || program.At("identity.userAssignedIdentities") is not System.Text.Json.Nodes.JsonObject { Count: 1 })
                .Select(program => program.ToString()),
            deployment => deployment.Of(Types.Worker)[0].Set("identity.type", "SystemAssigned")),
        new("Every role assignment is documented, and every documented one is made", RoleTable.Differences, deployment => deployment.Of(Types.Assignment)[0].Set("properties.roleDefinitionId", "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c")),
        new("No identity holds more than it did when the table was written", RoleTable.Differences, Widen),
        Policy.Each("Rights go to service principals of this deployment", Types.Assignment, ToOwnIdentity, assignment => assignment.Set("properties.principalId", "11111111-1111-1111-1111-111111111111")),
        Policy.Each(
            "A right reaches one resource, never a resource group", Types.Assignment,
            assignment => Regex.Count(assignment.Id, "/providers/") >= 2 && !assignment.Id.Contains("/resourceGroups/rg-medrec/providers/Microsoft.Authorization", StringComparison.Ordinal),
            assignment => assignment.Set("id", "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-medrec/providers/Microsoft.Authorization/roleAssignments/x")),
        Policy.Each(
            "The role of our own reads queue depths and nothing else", Types.RoleDefinition,
            role => role.List("properties.permissions.0.actions").All(action => action.ToString().EndsWith("/read", StringComparison.Ordinal) && action.ToString().StartsWith("Microsoft.ServiceBus/", StringComparison.Ordinal))
                && role.At("properties.permissions.0.dataActions") is null && role.List("properties.permissions").Count() == 1,
            role => role.Set("properties.permissions.0.actions.0", "Microsoft.ServiceBus/*")),
        new("No secret is written anywhere", Secrets, deployment => deployment.The(Types.SiteConfig, "/appsettings").Set("properties.AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b")),
        new("No output holds a secret", Secrets, deployment => deployment.Outputs["key"] = "[listKeys('x', '2024-01-01').primaryKey]"),
    ];

    private static bool ToOwnIdentity(Resource assignment) =>
        assignment.Is("properties.principalType", "ServicePrincipal") && OwnIdentity().IsMatch(assignment.Text("properties.principalId") ?? "");

    private static void Widen(Deployment deployment)
    {
        var receiver = deployment.Of(Types.Assignment).First(a => a.Text("properties.roleDefinitionId")!.EndsWith("4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", StringComparison.Ordinal));
        receiver.Set("properties.roleDefinitionId", receiver.Text("properties.roleDefinitionId")!.Replace("4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "090c5cfd-751d-490a-894a-3ce6f1109419", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Secrets(Deployment deployment) =>
        deployment.All.Select(resource => (Place: resource.ToString(), Text: resource.Json.ToJsonString()))
            .Append((Place: "the outputs", Text: deployment.Outputs.ToJsonString()))
            .Where(item => Secret().IsMatch(item.Text))
            .Select(item => $"{item.Place}: {Secret().Match(item.Text).Value}");

    [GeneratedRegex(@"^\[reference\('/subscriptions/[^']+/Microsoft\.ManagedIdentity/userAssignedIdentities/id-medrec-[^']+', '[^']+'\)\.principalId\]$")]
    private static partial Regex OwnIdentity();

    [GeneratedRegex(@"AccountKey=|SharedAccessKey|SharedAccessSignature|[?&]sig=|list(Keys|Credentials|Secrets|ConnectionStrings|AccountSas|ServiceSas)\(|(?i:password"":\s*"")|""secrets"":|InstrumentationKey")]
    private static partial Regex Secret();
}
