using System.Diagnostics;
using System.Text;
using Azure.Storage.Blobs;
using MedRecCloud.Local.Azurite;
using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Tests.Azurite;

public sealed class AzuriteProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-azurite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_accepted_blob_survives_kill_minus_nine()
    {
        for (var round = 0; round < 2; round++)
        {
            await using var azurite = await AzuriteProcess.StartAsync(_folder);
            var container = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient("proposals");
            await container.CreateIfNotExistsAsync();
            for (var i = 0; i < 20; i++) await container.GetBlobClient($"e{round}-{i}/current.json").UploadAsync(Body($"{round}-{i}"), overwrite: true);
            await container.GetBlobClient("always/current.json").UploadAsync(Body($"round {round}"), overwrite: true);
            if (round > 0) await container.GetBlobClient($"e{round - 1}-0/current.json").DeleteAsync();
            Process.GetProcessById(azurite.ProcessId).Kill();
        }

        await using var again = await AzuriteProcess.StartAsync(_folder);
        var blobs = new BlobServiceClient(again.ConnectionString).GetBlobContainerClient("proposals");
        var names = blobs.GetBlobs().Select(blob => blob.Name).ToArray();
        Assert.Equal(2 * 20 - 1 + 1, names.Length);
        Assert.Equal("round 1", (await blobs.GetBlobClient("always/current.json").DownloadContentAsync()).Value.Content.ToString());
        Assert.Equal("1-19", (await blobs.GetBlobClient("e1-19/current.json").DownloadContentAsync()).Value.Content.ToString());
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_sentence()
    {
        await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(_folder, "first"));
        var error = await Assert.ThrowsAsync<CommandException>(() => AzuriteProcess.StartAsync(Path.Combine(_folder, "second"), azurite.Port));
        Assert.Equal($"Port {azurite.Port} is taken: choose another with --blob-port, or 0 for a free one.", error.Message);
    }

    private static MemoryStream Body(string text) => new(Encoding.UTF8.GetBytes(text));
}
