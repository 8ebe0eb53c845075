using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using MedRecCloud.Storage.Cohorts;
using MedRecCloud.Storage.Feedback;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Storage;

/// <summary>Adds blob storage to an application.</summary>
public static class BlobStorageRegistration
{
    /// <summary>Registers the stores over one <see cref="BlobServiceClient"/>, configured by the section <see cref="BlobStorageOptions.Section"/>.</summary>
    public static IServiceCollection AddBlobStorage(this IServiceCollection services, Action<BlobStorageOptions>? configure = null)
    {
        services.AddOptionsWithValidateOnStart<BlobStorageOptions, BlobStorageOptionsValidator>()
            .BindConfiguration(BlobStorageOptions.Section)
            .Configure(configure ?? (_ => { }));
        services.AddSingleton(provider => Connect(provider.GetRequiredService<IOptions<BlobStorageOptions>>().Value, provider.GetService<TokenCredential>()));
        services.AddSingleton<IRequestStore, RequestStore>();
        services.AddSingleton<IProposalStore, ProposalStore>();
        services.AddSingleton<IFeedbackStore, FeedbackStore>();
        services.AddSingleton<ISubscriptionPositions, SubscriptionPositions>();
        services.AddSingleton<ModelPackageStore>();
        services.AddSingleton<ICohortFiles, CohortFiles>();
        services.AddSingleton<ExportBlobs>();
        return services;
    }

    /// <summary>Opens the account; nothing is sent before the first use.</summary>
    /// <param name="credential">Used with <see cref="BlobStorageOptions.ServiceUri"/>; <see cref="DefaultAzureCredential"/> when null.</param>
    public static BlobServiceClient Connect(BlobStorageOptions options, TokenCredential? credential = null)
    {
        var client = new BlobClientOptions();
        client.Retry.MaxRetries = options.MaxRetries;
        client.Retry.NetworkTimeout = options.RequestTimeout;
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        // Blob names hold encounter ids: they stay out of the client's own logs and traces.
        client.Diagnostics.IsLoggingEnabled = false;
        client.Diagnostics.IsDistributedTracingEnabled = false;
        return options.ConnectionString is { } connectionString
            ? new BlobServiceClient(connectionString, client)
            : new BlobServiceClient(options.ServiceUri!, credential ?? new DefaultAzureCredential(), client);
    }

    /// <summary>Creates the product's containers where they are missing; in Azure the infrastructure does that.</summary>
    public static async Task CreateContainersAsync(this BlobServiceClient service, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])[ContainerNames.Models, ContainerNames.Requests, ContainerNames.Proposals, ContainerNames.Cohorts])
            await service.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }
}
