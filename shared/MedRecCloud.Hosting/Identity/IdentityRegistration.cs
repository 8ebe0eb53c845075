using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace MedRecCloud.Hosting.Identity;

/// <summary>The Entra identity the process acts as.</summary>
public static class IdentityRegistration
{
    /// <summary>
    /// Registers one <see cref="TokenCredential"/>: in Azure the managed identity (user-assigned when <c>AZURE_CLIENT_ID</c> names one),
    /// elsewhere the developer's own sign-in. Decided by the variables that App Service, Functions and Container Apps set.
    /// </summary>
    public static IServiceCollection AddAzureIdentity(this IServiceCollection services) => services.AddSingleton(_ => Create(Environment.GetEnvironmentVariable));

    internal static TokenCredential Create(Func<string, string?> variable)
    {
        if (variable("IDENTITY_ENDPOINT") is null) return new DefaultAzureCredential();
        return new ManagedIdentityCredential(
            variable("AZURE_CLIENT_ID") is { Length: > 0 } clientId ? ManagedIdentityId.FromUserAssignedClientId(clientId) : ManagedIdentityId.SystemAssigned);
    }
}
