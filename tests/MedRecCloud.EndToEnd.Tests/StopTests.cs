namespace MedRecCloud.EndToEnd.Tests;

/// <summary>Ctrl-C on a terminal reaches every process of the tool's group, but only the tool may act on it: it stops its parts in their order.</summary>
[Collection(Stacks.Name)]
public sealed class StopTests
{
    [Fact]
    public async Task Blob_storage_outlives_the_signals_that_stop_the_tool()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Under("fhir"));
        await using var stack = await RunningStack.StartGroupAsync(folder.Under("data"), folder.Under("fhir"));
        var azurite = Assert.Single(stack.Tool.Children("launch.cjs"));
        // Otherwise the signals below would prove nothing.
        Assert.Equal(stack.Tool.Id, MedrecProcess.GroupOf(azurite));

        MedrecProcess.Signal(azurite, MedrecProcess.Interrupt);
        MedrecProcess.Signal(azurite, MedrecProcess.Terminate);
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal(azurite, Assert.Single(stack.Tool.Children("launch.cjs")));
        Assert.Empty(await stack.OutcomesAsync());
        Assert.Equal(0, await stack.Tool.TerminateAsync());
    }

    [Fact]
    public async Task Ctrl_C_stops_the_tool_with_exit_code_0_and_reaches_none_of_the_parts_that_hold_messages()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Under("fhir"));
        await using var stack = await RunningStack.StartGroupAsync(folder.Under("data"), folder.Under("fhir"));
        Assert.Equal(stack.Tool.Id, MedrecProcess.GroupOf(stack.Tool.Id));
        foreach (var part in (string[])[" broker ", " fhir ", " intake", "InferenceWorker"])
            Assert.NotEqual(stack.Tool.Id, MedrecProcess.GroupOf(Assert.Single(stack.Tool.Children(part))));

        Assert.Equal(0, await stack.Tool.InterruptGroupAsync());
        Assert.Empty(MedrecProcess.ProcessesOf(folder.Path));
        Assert.Equal("", stack.Tool.Error);
    }
}
