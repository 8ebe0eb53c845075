using System.CommandLine;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Cohorts;
using MedRecCloud.Local.Stack;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec rescore-host</c>: the stack behind <c>medrec rescore</c>. Ends by itself when no cohort has been in work for a while.</summary>
internal static class HostRescoreCommand
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30), Pace = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data folder.", Required = true };
        var models = new Option<string?>("--models") { Description = "A model package, or a folder of them." };
        var command = new Command("rescore-host", "Run the stack until no cohort is in work.") { data, models };
        command.Hidden = true;
        command.Do(async (parsed, cancellationToken) =>
        {
            var options = new StackOptions(parsed.GetRequiredValue(data), null, parsed.GetValue(models));
            await using var stack = await LocalStack.StartAsync(options, fresh: false, null, TimeProvider.System, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
            using var client = CohortClient.Connect(stack.Addresses);
            var (files, desk) = (client.Services.GetRequiredService<ICohortFiles>(), client.Services.GetRequiredService<ICohortDesk>());
            var quietSince = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(quietSince) < Idle)
            {
                await Task.Delay(Pace, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                if (await IsInWorkAsync(files, desk, cancellationToken).ConfigureAwait(false)) quietSince = TimeProvider.System.GetTimestamp();
            }

            return 0;
        });
        return command;
    }

    private static async Task<bool> IsInWorkAsync(ICohortFiles files, ICohortDesk desk, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var id in CohortWatch.IdsAsync(files, cancellationToken).ConfigureAwait(false))
                if (await CohortWatch.StateAsync(desk, id, cancellationToken).ConfigureAwait(false) is "planning" or "running") return true;
            return false;
        }
        catch (Azure.RequestFailedException)
        {
            return true; // Storage is being started again: nobody knows yet.
        }
    }
}
