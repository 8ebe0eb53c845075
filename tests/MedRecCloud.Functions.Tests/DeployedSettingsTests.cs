using System.Text.Json;
using MedRecCloud.Functions.Events;
using MedRecCloud.Functions.Tests.Cohorts;
using MedRecCloud.Fhir.CdsHooks.Clients;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Intake;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Functions.Tests;

/// <summary>The application as the infrastructure configures it: the settings of infra/dev.snapshot.json and infra/prod.snapshot.json.</summary>
public sealed class DeployedSettingsTests
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void Code_accepts_the_settings_that_are_deployed(string environment)
    {
        using var provider = Application(Deployed(environment));

        provider.GetRequiredService<IStartupValidator>().Validate();

        var server = Assert.Single(provider.GetRequiredService<IOptions<FhirServersOptions>>().Value.Servers);
        Assert.Equal((new Uri("https://hospital-records.fhir.azurehealthcareapis.com"), FhirAuthentication.ManagedIdentity), (server.BaseUrl, server.Authentication));
        Assert.EndsWith(".servicebus.windows.net", provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value.FullyQualifiedNamespace, StringComparison.Ordinal);
        Assert.NotNull(provider.GetRequiredService<IOptions<BlobStorageOptions>>().Value.ServiceUri);
    }

    [Fact]
    public void Code_accepts_the_EHRs_that_the_infrastructure_can_name()
    {
        var settings = Deployed("prod");
        foreach (var (name, value) in new[] { ("BaseUrl", "https://func.example/api"), ("Clients:0:Issuer", "https://ehr.example/"), ("Clients:0:KeysUrl", "https://ehr.example/jwks"), ("Clients:0:Tenant", "ward") })
            settings[$"{CdsHooksOptions.Section}:{name}"] = value;
        using var provider = Application(settings);

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal("ward", Assert.Single(provider.GetRequiredService<IOptions<CdsHooksOptions>>().Value.Clients).Tenant);
        Assert.All(
            File.ReadLines(Path.Combine(TriggerTests.Root, "infra", "settings.bicep")).SelectMany(line => line.Split("CdsHooks__").Skip(1)).Select(text => text.Split(':', '\'')[0].Split("__")[^1]),
            name => Assert.True(typeof(CdsHooksOptions).GetProperty(name) is not null || typeof(CdsClientOptions).GetProperty(name) is not null, name));
    }

    [Fact]
    public void Code_refuses_them_when_one_is_missing()
    {
        var settings = Deployed("dev");
        Assert.True(settings.Remove("BlobStorage:ServiceUri"));
        using var provider = Application(settings);

        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
    }

    [Fact]
    public async Task Every_trigger_can_be_made()
    {
        await using var provider = Application(Deployed("dev"));

        var triggers = typeof(FhirEventTrigger).Assembly.GetTypes().Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), false)));

        Assert.All(triggers, trigger => Assert.NotNull(ActivatorUtilities.CreateInstance(provider, trigger)));
    }

    private static ServiceProvider Application(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.AddIntake().AddTriggers().AddSingleton<ICohortDesk, FakeDesk>().AddSingleton<ICohortPlanner, IdlePlanner>().BuildServiceProvider();
    }

    // Two underscores are the colon of a section, as in environment variables. What Azure computes only when it deploys is written [in brackets].
    private static Dictionary<string, string?> Deployed(string environment)
    {
        using var snapshot = JsonDocument.Parse(File.ReadAllText(Path.Combine(TriggerTests.Root, "infra", $"{environment}.snapshot.json")));
        var settings = snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Single(r => r.GetProperty("name").GetString()!.EndsWith("/appsettings", StringComparison.Ordinal));
        return settings.GetProperty("properties").EnumerateObject().ToDictionary(
            setting => setting.Name.Replace("__", ":", StringComparison.Ordinal),
            setting => setting.Value.GetString() is { } text && text.StartsWith('[') ? "https://account.example/" : setting.Value.GetString());
    }

    private sealed class IdlePlanner : ICohortPlanner
    {
        public Task PlanAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> IsNeededAsync(string id, CancellationToken cancellationToken) => Task.FromResult(false);
    }
}
