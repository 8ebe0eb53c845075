using System.Diagnostics;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Local.Tests.Stack;

/// <summary>Uses the shell as the supervised program.</summary>
public sealed class SupervisedPartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-part-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task A_killed_part_is_started_again_and_a_stopped_one_is_not()
    {
        Skip.If(OperatingSystem.IsWindows(), "Uses sh.");
        using var stop = new CancellationTokenSource();
        var part = Part("echo ready; cat");
        var running = part.RunAsync(stop.Token);
        await part.FirstReady.WaitAsync(TimeSpan.FromSeconds(30));
        var first = part.ProcessId;
        Process.GetProcessById(first).Kill();
        await Until(() => part.State == PartState.Ready && part.ProcessId != first);
        Assert.Equal(1, part.Restarts);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((PartState.Stopped, 0), (part.State, part.ProcessId));
    }

    [SkippableFact]
    public async Task A_part_that_ends_before_it_is_ready_says_why()
    {
        Skip.If(OperatingSystem.IsWindows(), "Uses sh.");
        var part = Part("echo 'Port 1 is taken.' >&2; exit 1");
        await part.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("Port 1 is taken.", (await Assert.ThrowsAsync<CommandException>(() => part.FirstReady)).Message);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var part = new SupervisedPart(
            new PartSpec("ghost", _ => Task.FromResult(new ChildCommand("no-such-program", [], new Dictionary<string, string>(), Path.Combine(_folder, "log"))), _ => true, null, error => error),
            TimeProvider.System, NullLogger.Instance, () => { });
        await part.RunAsync(CancellationToken.None);
        Assert.Contains("no-such-program", (await Assert.ThrowsAsync<CommandException>(() => part.FirstReady)).Message);
    }

    private SupervisedPart Part(string script) => new(
        new PartSpec("part", _ => Task.FromResult(new ChildCommand("sh", ["-c", script], new Dictionary<string, string>(), Path.Combine(_folder, "log"))), line => line == "ready", null, error => error),
        TimeProvider.System, NullLogger.Instance, () => { });

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 600 && !holds(); i++) await Task.Delay(50);
        Assert.True(holds());
    }
}
