using System.Text.Json;

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

        var id = Path.GetFileName(Path.GetDirectoryName(report))!;
        Assert.Equal(exitCode, (await MedrecProcess.RunAsync("rescore", "--attach", id, "--data", folder.Under("data"))).ExitCode);
        Assert.Equal(first, await File.ReadAllBytesAsync(report));
        // The stack behind it ends by itself once nothing is in work.
        for (var i = 0; i < 900 && MedrecProcess.ProcessesOf(folder.Path).Length > 0; i++) await Task.Delay(100);
        Assert.Empty(MedrecProcess.ProcessesOf(folder.Path));
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
        Assert.Equal(["leader-student", "lamo-small"], report.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("model").GetString()!));
    }

    [Fact]
    public async Task An_export_that_is_not_there_is_said_in_one_sentence()
    {
        var (exitCode, _, error) = await MedrecProcess.RunAsync("rescore", "--source", "/no/such/folder");
        Assert.Equal(1, exitCode);
        Assert.Contains("There is no folder", Assert.Single(error.Trim().Split('\n')));
    }
}
