using MedRecCloud.Functions.Maintenance;
using MedRecCloud.Intake.Maintenance;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Testing;

namespace MedRecCloud.Functions.Tests.Maintenance;

public sealed class MaintenanceTimerTests
{
    [Fact]
    public async Task A_task_that_fails_does_not_stop_the_others_and_its_text_is_not_logged()
    {
        var log = new FakeLogger<MaintenanceTimer>();
        var last = new Counting();

        await new MaintenanceTimer([new Failing(), last], log).RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(1, last.Runs);
        Assert.Equal("Maintenance task Failing failed with InvalidOperationException; the others go on", log.LatestRecord.Message);
        Assert.Null(log.LatestRecord.Exception);
    }

    [Fact]
    public async Task A_stop_ends_the_round()
    {
        var last = new Counting();

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            new MaintenanceTimer([new Stopped(), last], new FakeLogger<MaintenanceTimer>()).RunAsync(new TimerInfo(), CancellationToken.None));

        Assert.Equal(0, last.Runs);
    }

    private sealed class Failing : IMaintenanceTask
    {
        public Task RunAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Jane Doe");
    }

    private sealed class Stopped : IMaintenanceTask
    {
        public Task RunAsync(CancellationToken cancellationToken) => throw new OperationCanceledException();
    }

    private sealed class Counting : IMaintenanceTask
    {
        public int Runs { get; private set; }

        public Task RunAsync(CancellationToken cancellationToken)
        {
            Runs++;
            return Task.CompletedTask;
        }
    }
}
