using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary>Shows a training loop on standard error: every update on a terminal, every twentieth elsewhere, and each validation.</summary>
internal sealed class LearningProgress(string name, ConsoleProgress output) : IProgress<TrainingProgress>
{
    private double? _shown;

    public void Report(TrainingProgress value)
    {
        var line = FormattableString.Invariant($"{name}: step {value.Step} of {value.Steps}, loss {value.Loss:0.0000}")
                   + (value.Score is { } score ? FormattableString.Invariant($", validation Jaccard {score:0.000} (best {value.BestScore:0.000})") : "");
        if (value.Score != _shown)
            output.Done(line);
        else if (!Console.IsErrorRedirected || value.Step % 20 == 0)
            output.Write(line);
        _shown = value.Score;
    }
}
