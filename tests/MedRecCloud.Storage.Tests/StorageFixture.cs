using Azure.Storage.Blobs;
using MedRecCloud.Local.Azurite;

namespace MedRecCloud.Storage.Tests;

/// <summary>One Azurite for the whole project; every test uses encounters of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-storage-").FullName;
    private AzuriteProcess? _azurite;

    public BlobServiceClient Service { get; private set; } = null!;

    public string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync()
    {
        _azurite = await AzuriteProcess.StartAsync(_folder);
        Service = BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = _azurite.ConnectionString });
        await Service.CreateContainersAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition(nameof(StorageCollection))]
public sealed class StorageCollection : ICollectionFixture<StorageFixture>;
