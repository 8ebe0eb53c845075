using MedRecCloud.Intake.Maintenance;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Functions.Maintenance;

/// <summary>Every ten minutes: what no event asks for. One instance runs it at a time; a task that fails does not stop the others.</summary>
public sealed class MaintenanceTimer(IEnumerable<IMaintenanceTask> tasks, ILogger<MaintenanceTimer> logger)
{
    [Function(nameof(MaintenanceTimer))]
    public async Task RunAsync([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var task in tasks)
        {
            try
            {
                await task.RunAsync(cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                logger.MaintenanceFailed(task.GetType().Name, error.GetType().Name);
            }
        }
    }
}
