using System.Text;
using System.Text.Json;
using MedRecCloud.Storage;

namespace MedRecCloud.EndToEnd.Tests;

/// <summary>kill -9 of worker, planner and broker in the middle of a cohort. A few times here; twenty times, over more encounters, with MEDREC_SOAK=1.</summary>
[Collection(Stacks.Name)]
public sealed class RescoreKillTests
{
    private static readonly bool s_soak = Environment.GetEnvironmentVariable("MEDREC_SOAK") == "1";
    private static readonly string[] s_victims = ["InferenceWorker.dll", " intake", " broker "];

    [Fact]
    public async Task Killed_at_random_moments_a_cohort_ends_in_the_same_results()
    {
        var (patients, kills) = s_soak ? ("600", 20) : ("40", 3);
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await MedrecProcess.RunAsync("sample", "--patients", patients, "--seed", "11", "--out", folder.Under("day"))).ExitCode);
        var manifest = folder.Under("manifest.json");
        await File.WriteAllTextAsync(manifest, $$"""{"source":{"folder":"{{Path.Combine(folder.Under("day"), "fhir")}}"},"models":["leader-student","lamo-small"],"shardSize":20}""");

        var undisturbed = await RunAsync(manifest, folder.Under("quiet"), 0);
        Assert.NotEmpty(undisturbed);
        var killed = await RunAsync(manifest, folder.Under("killed"), kills);
        Assert.Equal(undisturbed.Length, killed.Length);
        var different = undisturbed.Zip(killed).Where(pair => pair.First != pair.Second).ToArray();
        Assert.True(different.Length == 0, $"{different.Length} of {killed.Length} lines differ, as {different.FirstOrDefault()}");
    }

    /// <returns>The lines of all parts, sorted.</returns>
    private static async Task<string[]> RunAsync(string manifest, string data, int kills)
    {
        await using var tool = MedrecProcess.Start("rescore", "--manifest", manifest, "--data", data);
        var killed = await KillAsync(data, kills);
        var exitCode = await tool.ExitCodeAsync(TimeSpan.FromMinutes(s_soak ? 40 : 8));
        Assert.True(exitCode == 0, $"{exitCode} after {string.Join(", ", killed)}: {tool.Error}{tool.Output}");
        Assert.Equal(kills, killed.Count);
        if (s_soak && kills > 0) Console.WriteLine($"Killed {string.Join(", ", killed)}");
        var lines = await LinesAsync(data);
        await MedrecProcess.EndStackAsync(data);
        return lines;
    }

    private static async Task<List<string>> KillAsync(string data, int kills)
    {
        var (random, killed, began) = (new Random(7), new List<string>(), TimeProvider.System.GetTimestamp());
        // In turn, so that each of them dies; the moments are what is random.
        while (killed.Count < kills && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(20))
        {
            if (!File.Exists(Path.Combine(data, "stack.json")))
            {
                await Task.Delay(50);
                continue;
            }

            await Task.Delay(random.Next(50, s_soak ? 4000 : 1200));
            if (Process(data, s_victims[killed.Count % s_victims.Length]) is not { } victim) continue;
            MedrecProcess.Kill(victim);
            killed.Add(s_victims[killed.Count % s_victims.Length].Trim());
        }

        return killed;
    }

    private static int? Process(string data, string word) =>
        MedrecProcess.ProcessesOf(data).Where(id => CommandLine(id).Contains(word, StringComparison.Ordinal)).Select(id => (int?)id).FirstOrDefault();

    private static string CommandLine(int id)
    {
        try { return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ') + " "; }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return ""; }
    }

    private static async Task<string[]> LinesAsync(string data)
    {
        using var addresses = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "stack.json")));
        var container = BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = addresses.RootElement.GetProperty("blobStorage").GetString()! }).GetBlobContainerClient(ContainerNames.Cohorts);
        var lines = new List<string>();
        await foreach (var blob in container.GetBlobsAsync())
        {
            if (!blob.Name.Contains("/results/part-", StringComparison.Ordinal)) continue;
            var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
            lines.AddRange(Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
