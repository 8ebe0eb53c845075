namespace MedRecCloud.Infra.Tests.Policies;

/// <summary>Resource types the rules speak of.</summary>
internal static class Types
{
    public const string Account = "Microsoft.Storage/storageAccounts";
    public const string BlobService = "Microsoft.Storage/storageAccounts/blobServices";
    public const string Container = "Microsoft.Storage/storageAccounts/blobServices/containers";
    public const string Lifecycle = "Microsoft.Storage/storageAccounts/managementPolicies";
    public const string Lock = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies";
    public const string Namespace = "Microsoft.ServiceBus/namespaces";
    public const string Queue = "Microsoft.ServiceBus/namespaces/queues";
    public const string Registry = "Microsoft.ContainerRegistry/registries";
    public const string Site = "Microsoft.Web/sites";
    public const string SiteConfig = "Microsoft.Web/sites/config";
    public const string SitePasswords = "Microsoft.Web/sites/basicPublishingCredentialsPolicies";
    public const string Plan = "Microsoft.Web/serverfarms";
    public const string WorkerEnvironment = "Microsoft.App/managedEnvironments";
    public const string Worker = "Microsoft.App/containerApps";
    public const string Identity = "Microsoft.ManagedIdentity/userAssignedIdentities";
    public const string Assignment = "Microsoft.Authorization/roleAssignments";
    public const string RoleDefinition = "Microsoft.Authorization/roleDefinitions";
    public const string Topic = "Microsoft.EventGrid/systemTopics";
    public const string Subscription = "Microsoft.EventGrid/systemTopics/eventSubscriptions";
    public const string Logs = "Microsoft.OperationalInsights/workspaces";
    public const string Insights = "Microsoft.Insights/components";
    public const string Diagnostics = "Microsoft.Insights/diagnosticSettings";
    public const string ActionGroup = "Microsoft.Insights/actionGroups";
    public const string MetricAlert = "Microsoft.Insights/metricAlerts";
    public const string LogAlert = "Microsoft.Insights/scheduledQueryRules";
    public const string Workbook = "Microsoft.Insights/workbooks";
    public const string Budget = "Microsoft.Consumption/budgets";
    public const string Endpoint = "Microsoft.Network/privateEndpoints";
    public const string EndpointZones = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
    public const string Zone = "Microsoft.Network/privateDnsZones";
    public const string ZoneLink = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
    public const string Network = "Microsoft.Network/virtualNetworks";
    public const string SecurityGroup = "Microsoft.Network/networkSecurityGroups";
}
