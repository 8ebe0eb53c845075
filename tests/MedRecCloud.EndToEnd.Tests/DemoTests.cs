using System.Text.Json;

namespace MedRecCloud.EndToEnd.Tests;

[Collection(Stacks.Name)]
public sealed class DemoTests
{
    [Fact]
    public async Task The_demonstration_loses_nothing_ends_with_zero_and_leaves_nothing_running()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await MedrecProcess.RunAsync("demo", "--json", "--data", folder.Under("demo"), "--export", folder.Under("bundles"));
        Assert.True(exitCode == 0, error + output);
        var result = JsonDocument.Parse(output.Trim().Split('\n')[^1]).RootElement;
        int Count(string name) => result.GetProperty(name).GetInt32();
        Assert.True(Count("events") >= 120);
        Assert.Equal(0, Count("lost"));
        Assert.Equal(5, Count("deadLettered"));
        Assert.True(Count("proposed") > 0 && Count("withdrawn") > 0, output);
        Assert.Equal(Count("events"), Count("proposed") + Count("abstained") + Count("withdrawn") + Count("deadLettered") + Count("lost"));
        Assert.True(result.GetProperty("seconds").GetDouble() > 0);
        Assert.Empty(MedrecProcess.ProcessesOf(folder.Path));

        var bundles = Directory.GetFiles(folder.Under("bundles"), "*.json");
        Assert.True(bundles.Length >= 40);
        Assert.All(bundles, file => Assert.Equal("Bundle", JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("resourceType").GetString()));
    }

    [Fact]
    public async Task Without_a_terminal_the_table_and_the_summary_are_plain_text()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, _) = await MedrecProcess.RunAsync("--patients", "4", "--data", folder.Under("demo"));
        Assert.Equal(0, exitCode);
        Assert.Matches(@"\d+ events: \d+ proposed, \d+ abstained, \d+ withdrawn, 5 dead-lettered, 0 lost", output);
        Assert.DoesNotContain('\u001b', output);
    }
}
