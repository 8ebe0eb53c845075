namespace MedRecCloud.Training.Learning;

/// <summary>How long and how fast to learn.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Updates in all.</summary>
    public required int Steps { get; init; }

    /// <summary>Examples per update.</summary>
    public int Batch { get; init; } = 1;

    public double LearningRate { get; init; } = 1e-3;
    public int WarmupSteps { get; init; } = 20;
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Longest gradient; a longer one is scaled down to it.</summary>
    public double ClipNorm { get; init; } = 1;
    public LearningRateShape Shape { get; init; } = LearningRateShape.Cosine;

    /// <summary>Validate and write a checkpoint after so many updates.</summary>
    public int ValidateEvery { get; init; } = 100;

    /// <summary>Stop after so many validations without a better score; 0 never stops early.</summary>
    public int Patience { get; init; }

    /// <summary>Decay of the <see cref="WeightAverage"/> that is validated and kept; 0 keeps the last weights themselves.</summary>
    public double Average { get; init; }

    public int Seed { get; init; }

    /// <summary>The learning rate of an update, counted from 1.</summary>
    public double RateAt(int step)
    {
        if (step <= WarmupSteps)
            return LearningRate * step / WarmupSteps;
        return LearningRate * Shape switch
        {
            LearningRateShape.InverseSquareRoot => Math.Sqrt((double)Math.Max(1, WarmupSteps) / step),
            LearningRateShape.Cosine => 0.1 + 0.45 * (1 + Math.Cos(Math.PI * (step - WarmupSteps) / Math.Max(1, Steps - WarmupSteps))),
            _ => 1,
        };
    }
}
