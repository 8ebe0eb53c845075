using System.Text.Json;
using MedRecCloud.Storage;

namespace MedRecCloud.EndToEnd.Tests;

[Collection(Stacks.Name)]
public sealed class RescoreTests
{
    [Fact]
    public async Task A_cohort_accounts_for_every_encounter_and_coming_back_finds_the_same_report()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await MedrecProcess.RunAsync("sample", "--patients", "6", "--seed", "3", "--out", folder.Under("day"))).ExitCode);
        var export = Path.Combine(folder.Under("day"), "fhir");
        // A sample day holds some encounters in several versions; each is planned once.
        var encounters = File.ReadLines(Path.Combine(export, "Encounter.ndjson")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()).Distinct().Count();

        var (exitCode, output, error) = await MedrecProcess.RunAsync("rescore", "--source", export, "--data", folder.Under("data"));
        Assert.True(exitCode is 0 or 2, $"{exitCode}: {error}{output}");
        var report = Assert.Single(Directory.GetFiles(Path.Combine(folder.Under("data"), "cohorts"), "report.json", SearchOption.AllDirectories));
        var first = await File.ReadAllBytesAsync(report);
        using var json = JsonDocument.Parse(first);
        int Figure(string name) => json.RootElement.GetProperty(name).GetInt32();
        Assert.Equal(encounters, Figure("planned"));
        Assert.Equal(encounters, Figure("scored") + Figure("abstained") + Figure("failed"));
        Assert.True(Figure("scored") + Figure("abstained") > 0);
        Assert.Contains("report.html", output);
        // The results themselves lie beside it.
        Assert.Equal(encounters, Directory.GetFiles(Path.Combine(Path.GetDirectoryName(report)!, "results"), "part-*.ndjson").Sum(part => File.ReadLines(part).Count()));

        var id = Path.GetFileName(Path.GetDirectoryName(report))!;
        async Task ComesBackAsync()
        {
            Assert.Equal(exitCode, (await MedrecProcess.RunAsync("rescore", "--attach", id, "--data", folder.Under("data"))).ExitCode);
            Assert.Equal(first, await File.ReadAllBytesAsync(report));
        }

        await ComesBackAsync();
        // The stack behind it ends by itself once nothing is in work; who comes in that moment gets another.
        for (var i = 0; i < 900 && File.Exists(Path.Combine(folder.Under("data"), "stack.json")); i++) await Task.Delay(100);
        Assert.False(File.Exists(Path.Combine(folder.Under("data"), "stack.json")));
        await ComesBackAsync();
        await MedrecProcess.EndStackAsync(folder.Path);
    }

    [Fact]
    public async Task A_group_is_exported_first_and_its_bundles_are_written_where_asked_for()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await MedrecProcess.RunAsync("sample", "--patients", "8", "--seed", "5", "--out", folder.Under("day"))).ExitCode);
        var export = Path.Combine(folder.Under("day"), "fhir");
        string[] members = [.. File.ReadLines(Path.Combine(export, "Patient.ndjson")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!).Distinct().Take(3)];
        await File.WriteAllTextAsync(
            Path.Combine(export, "Group.ndjson"),
            $$"""{"resourceType":"Group","id":"some","type":"person","actual":true,"member":[{{string.Join(',', members.Select(id => $$"""{"entity":{"reference":"Patient/{{id}}"} }"""))}}]}""" + "\n");
        var encounters = File.ReadLines(Path.Combine(export, "Encounter.ndjson")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(encounter => members.Contains(encounter.GetProperty("subject").GetProperty("reference").GetString()!.Split('/')[1])).Select(encounter => encounter.GetProperty("id").GetString()).Distinct().Count();

        var (exitCode, output, error) = await MedrecProcess.RunAsync(
            "rescore", "--source", export, "--group", "some", "--model", "leader-student", "--model", "lamo-small", "--fhir-proposals", "--data", folder.Under("data"));
        Assert.True(exitCode is 0 or 2, $"{exitCode}: {error}{output}");
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(Path.Combine(folder.Under("data"), "cohorts"), "report.json", SearchOption.AllDirectories))));
        Assert.Equal((encounters, 2 * encounters), (report.RootElement.GetProperty("encounters").GetInt32(), report.RootElement.GetProperty("planned").GetInt32()));
        Assert.Contains(
            Directory.GetFiles(Path.Combine(folder.Under("data"), "cohorts"), "part-*.ndjson", SearchOption.AllDirectories),
            part => Path.GetDirectoryName(part)!.EndsWith("proposals", StringComparison.Ordinal));
        Assert.Equal(["leader-student", "lamo-small"], report.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("model").GetString()!));
        await MedrecProcess.EndStackAsync(folder.Path);
    }

    [Fact]
    public async Task Left_with_Ctrl_C_paused_and_resumed_a_cohort_ends_whole()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await MedrecProcess.RunAsync("sample", "--patients", "150", "--seed", "7", "--out", folder.Under("day"))).ExitCode);
        var (data, export) = (folder.Under("data"), Path.Combine(folder.Under("day"), "fhir"));
        string[] models = ["--model", "lamo-small", "--model", "leader-student"];
        await using (var tool = MedrecProcess.StartGroup(["rescore", "--source", export, "--data", data, .. models]))
        {
            while (!tool.Output.Contains("Ctrl-C leaves it running", StringComparison.Ordinal)) await Task.Delay(20);
            Assert.Equal(130, await tool.InterruptGroupAsync());
        }

        var id = await IdAsync(data);
        Assert.Contains("is paused", await SayAsync("--pause"));
        Assert.Contains("It waits for", await SayAsync());
        Assert.Contains("report.html", await SayAsync("--resume"));
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(data, "cohorts", id, "report.json")));
        int Figure(string name) => report.RootElement.GetProperty(name).GetInt32();
        Assert.True(Figure("encounters") > 400);
        Assert.Equal((2 * Figure("encounters"), 0), (Figure("planned"), Figure("failed")));
        Assert.Equal(Figure("planned"), Figure("scored") + Figure("abstained"));
        Assert.Contains("nothing to drive again", await SayAsync("--redrive"));
        Assert.Contains("has ended already", await SayAsync("--cancel"));
        Assert.Equal(1, (await MedrecProcess.RunAsync("rescore", "--cancel", "--data", data)).ExitCode);
        await MedrecProcess.EndStackAsync(folder.Path);

        async Task<string> SayAsync(params string[] words)
        {
            var (exitCode, output, error) = await MedrecProcess.RunAsync(["rescore", "--attach", id, "--data", data, .. words]);
            Assert.True(exitCode == 0, $"{exitCode}: {error}{output}");
            return output;
        }
    }

    private static async Task<string> IdAsync(string data)
    {
        using var addresses = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "stack.json")));
        var container = BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = addresses.RootElement.GetProperty("blobStorage").GetString()! }).GetBlobContainerClient(ContainerNames.Cohorts);
        await foreach (var blob in container.GetBlobsAsync())
            if (blob.Name.EndsWith("/manifest.json", StringComparison.Ordinal)) return blob.Name.Split('/')[0];
        throw new InvalidOperationException("There is no cohort.");
    }

    [Fact]
    public async Task An_export_that_is_not_there_is_said_in_one_sentence()
    {
        var (exitCode, _, error) = await MedrecProcess.RunAsync("rescore", "--source", "/no/such/folder");
        Assert.Equal(1, exitCode);
        Assert.Contains("There is no folder", Assert.Single(error.Trim().Split('\n')));
    }
}
