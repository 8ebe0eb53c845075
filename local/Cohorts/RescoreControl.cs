using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Processes;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Local.Cohorts;

/// <summary>Pauses, resumes, cancels or drives again what somebody attaches to, and says what became of it.</summary>
internal static class RescoreControl
{
    /// <returns>False when it was begun before.</returns>
    /// <exception cref="CommandException">A cohort of that name has another manifest.</exception>
    public static async Task<bool> StartAsync(ICohortDesk desk, ICohortFiles files, string id, byte[] manifest, CancellationToken cancellationToken)
    {
        if (await desk.StartAsync(id, manifest, cancellationToken).ConfigureAwait(false)) return true;
        if (await files.ReadAsync(CohortNames.Manifest(id), cancellationToken).ConfigureAwait(false) is { } stored && !stored.Span.SequenceEqual(manifest))
            throw new CommandException($"There is a cohort '{id}' already that was asked for something else. Choose another --id, or come back to it with --attach {id}.");
        return false;
    }

    /// <param name="back">The command that comes back to it.</param>
    /// <returns>True when there is nothing to watch afterwards.</returns>
    /// <exception cref="CommandException">There is no such cohort.</exception>
    public static async Task<bool> AskAsync(ICohortDesk desk, string id, CohortCommand command, string back, CancellationToken cancellationToken)
    {
        var answer = await desk.ControlAsync(id, command, cancellationToken).ConfigureAwait(false);
        if (answer == CohortControl.Unknown) throw new CommandException($"There is no cohort '{id}' in this data folder.");
        if (answer == CohortControl.Ended)
        {
            Console.WriteLine(command == CohortCommand.Redrive ? $"Cohort {id} has nothing to drive again: it is not completed, or nothing failed." : $"Cohort {id} has ended already.");
            return false;
        }

        if (command is CohortCommand.Resume or CohortCommand.Redrive) return false;
        Console.WriteLine(command == CohortCommand.Pause ? $"Cohort {id} is paused. '{back} --resume' goes on." : $"Cohort {id} is cancelled.");
        return true;
    }
}
