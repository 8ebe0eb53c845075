using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace MedRecCloud.Storage.Tests;

[Collection(nameof(StorageCollection))]
public sealed class ModelPackageStoreTests(StorageFixture storage) : IDisposable
{
    private readonly ModelPackageStore _store = new(storage.Service);
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-package-").FullName;

    [Fact]
    public async Task A_package_goes_up_and_comes_down_with_all_its_files()
    {
        var up = Directory.CreateDirectory(Path.Combine(_folder, "up")).FullName;
        Directory.CreateDirectory(Path.Combine(up, "adapters"));
        Directory.CreateDirectory(Path.Combine(up, "second"));
        await File.WriteAllTextAsync(Path.Combine(up, "second", "manifest.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(up, "manifest.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(up, "adapters", "group-1.safetensors"), "weights");

        await _store.UploadAsync("some-model", "1.0", up, default);
        await _store.DownloadAsync("some-model", "1.0", Path.Combine(_folder, "down"), default);

        Assert.Contains(("some-model", "1.0"), await _store.ListAsync(default));
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(_folder, "down", "adapters", "group-1.safetensors")));
    }

    [Fact]
    public async Task The_manifest_that_makes_a_package_visible_goes_up_last()
    {
        foreach (var file in (string[])["manifest.json", "model.onnx", "second/manifest.json", "second/usage.json"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
            await File.WriteAllTextAsync(Path.Combine(_folder, file), "{}");
        }
        var seen = new Uploads();
        var options = new BlobClientOptions();
        options.AddPolicy(seen, HttpPipelinePosition.PerCall);

        await new ModelPackageStore(new BlobServiceClient(storage.ConnectionString, options)).UploadAsync("watched", "1", _folder, default);

        Assert.Equal(4, seen.Blobs.Count);
        Assert.EndsWith("watched/1/manifest.json", seen.Blobs[^1]);
    }

    [Fact]
    public async Task A_package_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => _store.DownloadAsync("none", "9", _folder, default));
        Assert.Contains("none@9", error.Message);
    }

    [Fact]
    public async Task A_blob_that_would_leave_the_folder_is_refused()
    {
        await storage.Service.GetBlobContainerClient(ContainerNames.Models).GetBlobClient("evil/1/..\\..\\outside").UploadAsync(BinaryData.FromString("x"));
        await storage.Service.GetBlobContainerClient(ContainerNames.Models).GetBlobClient("evil/1/a/../../../outside").UploadAsync(BinaryData.FromString("x"));

        await Assert.ThrowsAnyAsync<Exception>(() => _store.DownloadAsync("evil", "1", Path.Combine(_folder, "in"), default));
        Assert.False(File.Exists(Path.Combine(_folder, "outside")));
    }

    private sealed class Uploads : HttpPipelineSynchronousPolicy
    {
        public List<string> Blobs { get; } = [];

        public override void OnSendingRequest(HttpMessage message) => Blobs.Add(message.Request.Uri.ToUri().AbsolutePath);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
