using Azure.Identity;
using MedRecCloud.Hosting.Identity;

namespace MedRecCloud.Hosting.Tests;

public sealed class IdentityTests
{
    [Fact]
    public void In_Azure_the_managed_identity_is_used() =>
        Assert.IsType<ManagedIdentityCredential>(IdentityRegistration.Create(name => name switch
        {
            "IDENTITY_ENDPOINT" => "http://localhost:1/token",
            "AZURE_CLIENT_ID" => "00000000-0000-0000-0000-000000000001",
            _ => null,
        }));

    [Fact]
    public void Elsewhere_the_developers_sign_in_is_used() =>
        Assert.IsType<DefaultAzureCredential>(IdentityRegistration.Create(_ => null));
}
