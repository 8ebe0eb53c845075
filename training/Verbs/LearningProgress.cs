using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary>Shows a training loop on standard error: every update on a terminal, every twentieth elsewhere, and each validation.</summary>
internal sealed class LearningProgress(string name, ConsoleProgress output) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        var line = FormattableString.Invariant($"{name}{(value.Part is null ? "" : $", {value.Part}")}: step {value.Step} of {value.Steps}, loss {value.Loss:0.0000}")
                   + (value.Score is { } score ? FormattableString.Invariant($", validation Jaccard {score:0.000} (best {value.BestScore:0.000})") : "");
        if (value.IsSaved)
            output.Done(line);
        else if (!Console.IsErrorRedirected || value.Step % 20 == 0)
            output.Write(line);
    }
}
