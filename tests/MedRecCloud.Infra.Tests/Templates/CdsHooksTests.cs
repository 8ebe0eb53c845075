using System.Text.Json.Nodes;
using MedRecCloud.Infra.Tests.Bicep;
using MedRecCloud.Infra.Tests.Policies;

namespace MedRecCloud.Infra.Tests.Templates;

/// <summary>What naming an EHR opens, and what it leaves closed.</summary>
[Collection(BicepCollection.Name)]
public sealed class CdsHooksTests(BicepSession bicep)
{
    private const string Ehrs = """

        param cdsHooks = {
          clients: [
            { issuer: 'https://ehr.hospital.example/', keysUrl: 'https://ehr.hospital.example/jwks.json' }
            { issuer: 'https://other.example/', keysUrl: 'https://other.example/jwks.json', tenant: 'ward' }
          ]
          addresses: ['203.0.113.7/32']
          origins: ['https://ehr.hospital.example']
        }
        """;

    [Fact]
    public void An_EHR_that_is_named_is_let_to_the_CDS_services_and_to_nothing_else()
    {
        var deployment = Deploy();

        var settings = deployment.The(Types.SiteConfig, "/appsettings");
        Assert.Equal("https://ehr.hospital.example/", settings.Text("properties.CdsHooks__Clients__0__Issuer"));
        Assert.Equal("https://other.example/jwks.json", settings.Text("properties.CdsHooks__Clients__1__KeysUrl"));
        Assert.Equal("ward", settings.Text("properties.CdsHooks__Clients__1__Tenant"));
        Assert.Null(settings.At("properties.CdsHooks__Clients__0__Tenant"));
        Assert.Matches("^https://func-medrec-prod-.*[.]azurewebsites[.]net/api$", settings.Text("properties.CdsHooks__BaseUrl")!);
        Assert.Null(settings.At("properties.CdsHooks__AllowAnonymous"));

        var web = deployment.The(Types.SiteConfig, "/web");
        Assert.Equal(["event-grid", "ehr-0"], web.List("properties.ipSecurityRestrictions").Select(rule => (string)rule["name"]!));
        Assert.Empty(web.List("properties.scmIpSecurityRestrictions"));
        Assert.Equal(["https://ehr.hospital.example"], web.List("properties.cors.allowedOrigins").Select(origin => origin.ToString()));
        Assert.Equal(["/runtime/webhooks/blobs", "/api/cds-services", "/api/cds-services/*"], deployment.The(Types.SiteConfig, "/authsettingsV2").List("properties.globalValidation.excludedPaths").Select(path => path.ToString()));
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void Without_one_the_services_are_closed(string environment)
    {
        var deployment = Deployment.Committed(environment);

        Assert.DoesNotContain("CdsHooks", deployment.The(Types.SiteConfig, "/appsettings").Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(deployment.The(Types.SiteConfig, "/web").List("properties.cors.allowedOrigins"));
        Assert.Single(deployment.The(Types.SiteConfig, "/authsettingsV2").List("properties.globalValidation.excludedPaths"));
    }

    private Deployment Deploy()
    {
        using var copy = new TemplateCopy();
        File.AppendAllText(Path.Combine(copy.Folder, "prod.bicepparam"), Ehrs);
        var (snapshot, refusal) = bicep.Snapshot(Path.Combine(copy.Folder, "prod.bicepparam"));
        Assert.Null(refusal);
        return new Deployment("prod", (JsonObject)JsonNode.Parse(snapshot!)!);
    }
}
