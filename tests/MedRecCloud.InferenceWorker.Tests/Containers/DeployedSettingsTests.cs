using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker.Tests.Containers;

/// <summary>The worker as the infrastructure configures it: the environment of infra/dev.snapshot.json and infra/prod.snapshot.json.</summary>
public sealed class DeployedSettingsTests
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void Worker_accepts_the_settings_that_are_deployed(string environment)
    {
        using var provider = Worker(Deployed(environment));

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal(OnnxDevice.Cuda, provider.GetRequiredService<IOptions<OnnxOptions>>().Value.Device);
        Assert.Equal("/scratch/models", provider.GetRequiredService<IOptions<ModelOptions>>().Value.CacheFolder);
        Assert.InRange(provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout, TimeSpan.FromMinutes(9), TimeSpan.FromSeconds(600));
    }

    [Fact]
    public void Worker_refuses_them_when_one_is_missing()
    {
        var settings = Deployed("dev");
        Assert.True(settings.Remove("ServiceBus:FullyQualifiedNamespace") && settings.Remove("BlobStorage:ServiceUri"));
        using var provider = Worker(settings);

        Assert.ThrowsAny<Exception>(provider.GetRequiredService<IStartupValidator>().Validate);
    }

    private static ServiceProvider Worker(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddInferenceWorker(configuration).BuildServiceProvider();
    }

    // Two underscores are the colon of a section. What Azure computes only when it deploys is written [in brackets].
    private static Dictionary<string, string?> Deployed(string environment)
    {
        using var snapshot = JsonDocument.Parse(File.ReadAllText(Path.Combine(PublishedWorker.Root(AppContext.BaseDirectory), "infra", $"{environment}.snapshot.json")));
        var worker = snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Single(r => r.GetProperty("type").GetString() == "Microsoft.App/containerApps");
        return worker.GetProperty("properties").GetProperty("template").GetProperty("containers")[0].GetProperty("env").EnumerateArray().ToDictionary(
            variable => variable.GetProperty("name").GetString()!.Replace("__", ":", StringComparison.Ordinal),
            variable => variable.GetProperty("value").GetString() is { } text && text.StartsWith('[') ? "https://account.example/" : variable.GetProperty("value").GetString());
    }
}
