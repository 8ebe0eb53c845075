using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Cohorts;

/// <summary>Pauses, resumes, cancels or drives again what somebody attaches to, and says what became of it.</summary>
internal static class RescoreControl
{
    /// <returns>True when there is nothing to watch afterwards.</returns>
    /// <exception cref="CommandException">There is no such cohort.</exception>
    public static async Task<bool> AskAsync(ICohortDesk desk, string id, CohortCommand command, CancellationToken cancellationToken)
    {
        var answer = await desk.ControlAsync(id, command, cancellationToken).ConfigureAwait(false);
        if (answer == CohortControl.Unknown) throw new CommandException($"There is no cohort '{id}' in this data folder.");
        if (answer == CohortControl.Ended)
        {
            Console.WriteLine(command == CohortCommand.Redrive ? $"Cohort {id} has nothing to drive again: it is not completed, or nothing failed." : $"Cohort {id} has ended already.");
            return false;
        }

        if (command is CohortCommand.Resume or CohortCommand.Redrive) return false;
        Console.WriteLine(command == CohortCommand.Pause ? $"Cohort {id} is paused. '--attach {id} --resume' goes on." : $"Cohort {id} is cancelled.");
        return true;
    }
}
