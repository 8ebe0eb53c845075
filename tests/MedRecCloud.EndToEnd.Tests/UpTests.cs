using Xunit.Abstractions;

namespace MedRecCloud.EndToEnd.Tests;

[Collection(Stacks.Name)]
public sealed class UpTests(ITestOutputHelper output)
{
    /// <summary>How long nothing may move: longer than a lock, than a back-off and than the start of a killed process.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>All 1,760 encounters instead of a part.</summary>
    private static bool Soak => Environment.GetEnvironmentVariable("MEDREC_SOAK") == "1";

    [SkippableFact]
    public async Task Each_encounter_that_an_outside_client_tells_of_has_one_outcome_also_after_a_restart()
    {
        Skip.If(SharedData.Synthea is null, "The shared data is not beside the checkout.");
        using var folder = new TemporaryFolder();
        var encounters = SharedData.EncounterIds(SharedData.Synthea!).Take(Soak ? int.MaxValue : 60).ToArray();
        SortedDictionary<string, string> before;
        await using (var stack = await RunningStack.StartAsync(folder.Under("data"), SharedData.Synthea!))
        {
            Assert.Equal(encounters.Length + (encounters.Length + 9) / 10, await OutsideSender.SendAsync(stack.ServiceBus, stack.FhirAccount, 7, encounters));
            before = await stack.SettledAsync(encounters.Length, s_patience);
            Assert.Equal(encounters.Order(StringComparer.Ordinal), before.Keys);
            Assert.Equal(0, await stack.Tool.TerminateAsync());
        }
        Assert.Empty(MedrecProcess.ProcessesOf(folder.Path));

        await using var again = await RunningStack.StartAsync(folder.Under("data"), SharedData.Synthea!);
        Assert.Equal(before, await again.SettledAsync(encounters.Length, s_patience));
        output.WriteLine($"{encounters.Length} encounters, {before.Count} outcomes, queues empty, and the same after a restart: {Words(before)}");
    }

    [SkippableTheory, InlineData(11)]
    public async Task Killing_any_part_under_load_changes_nothing_in_the_end(int seed)
    {
        Skip.If(SharedData.Synthea is null, "The shared data is not beside the checkout.");
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var encounters = SharedData.EncounterIds(SharedData.Synthea!).Take(Soak ? int.MaxValue : 80).ToArray();
        await using var stack = await RunningStack.StartAsync(folder.Under("data"), SharedData.Synthea!);
        var sending = OutsideSender.SendAsync(stack.ServiceBus, stack.FhirAccount, seed, encounters);
        var killed = 0;
        string[] victims = [" broker ", "InferenceWorker", " intake", "launch.cjs", " fhir "];
        for (var i = 0; i < (Soak ? 50 : 5); i++)
        {
            await Task.Delay(random.Next(300, 2500));
            foreach (var victim in stack.Tool.Children(victims[i % victims.Length]))
            {
                MedrecProcess.Kill(victim);
                killed++;
            }
        }
        await sending;
        var outcomes = await stack.SettledAsync(encounters.Length, s_patience);
        Assert.Equal(encounters.Order(StringComparer.Ordinal), outcomes.Keys);
        output.WriteLine($"{encounters.Length} encounters, {outcomes.Count} outcomes, queues empty after {killed} kills: {Words(outcomes)}");
    }

    private static string Words(SortedDictionary<string, string> outcomes) => string.Join(", ", outcomes.Values.CountBy(word => word).OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}"));

    [Fact]
    public async Task When_the_tool_itself_is_killed_its_parts_end_too()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Under("fhir"));
        await using var stack = await RunningStack.StartAsync(folder.Under("data"), folder.Under("fhir"));
        Assert.NotEmpty(MedrecProcess.ProcessesOf(folder.Path));
        stack.Tool.KillAlone();
        for (var i = 0; i < 300 && MedrecProcess.ProcessesOf(folder.Path).Length > 0; i++) await Task.Delay(100);
        Assert.Empty(MedrecProcess.ProcessesOf(folder.Path));
    }

    [Fact]
    public async Task Without_Node_the_tool_says_how_to_get_it()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await MedrecProcess.RunAsync(new Dictionary<string, string> { ["PATH"] = folder.Path }, "up", "--json", "--data", folder.Under("data"));
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Node.js is not installed", Assert.Single(error.Trim().Split('\n')));
    }

    [Fact]
    public async Task A_message_of_60_MB_is_refused_in_one_sentence_and_the_stack_goes_on()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Under("fhir"));
        await File.WriteAllTextAsync(folder.Under("huge.json"), new string('x', 60_000_000));
        await File.WriteAllTextAsync(folder.Under("bad.json"), "{");
        await using var stack = await RunningStack.StartAsync(folder.Under("data"), folder.Under("fhir"));
        var (exitCode, _, error) = await MedrecProcess.RunAsync("send", folder.Under("huge.json"), "--data", folder.Under("data"));
        Assert.Equal(1, exitCode);
        Assert.Single(error.Trim().Split('\n'));

        Assert.Equal(0, (await MedrecProcess.RunAsync("send", folder.Under("bad.json"), "--data", folder.Under("data"))).ExitCode);
        await Until(async () => (await MedrecProcess.RunAsync("deadletters", "list", "--data", folder.Under("data"))).Output.Contains("MalformedJson", StringComparison.Ordinal));
        Assert.Contains("1 sent again", (await MedrecProcess.RunAsync("deadletters", "replay", "--all", "--data", folder.Under("data"))).Output);
        await Until(async () => (await MedrecProcess.RunAsync("deadletters", "list", "--data", folder.Under("data"))).Output.Contains("1 dead-lettered", StringComparison.Ordinal));
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 30; i++)
        {
            if (await holds()) return;
            await Task.Delay(300);
        }
        Assert.Fail("It did not come about.");
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        foreach (var option in (string[])["--amqp-port", "--blob-port", "--fhir-port", "--cds-port"])
        {
            var (exitCode, _, error) = await MedrecProcess.RunAsync("up", "--json", "--data", folder.Under("data"), option, $"{port}");
            Assert.Equal(1, exitCode);
            Assert.Contains($"Port {port}", Assert.Single(error.Trim().Split('\n')));
        }
        listener.Stop();
    }
}
