using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Storage.Tests;

public sealed class BlobStorageOptionsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("UseDevelopmentStorage=true", "https://account.blob.core.windows.net")]
    public void Neither_or_both_ways_to_reach_storage_are_refused_at_start_up(string? connectionString, string? uri)
    {
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddBlobStorage(options => (options.ConnectionString, options.ServiceUri) = (connectionString, uri is null ? null : new Uri(uri)))
            .BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<BlobStorageOptions>>().Value);
        Assert.Contains("exactly one", error.Message);
    }
}
