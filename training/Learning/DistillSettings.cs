namespace MedRecCloud.Training.Learning;

/// <summary>How a student learns from its teacher. Stands in the model's manifest. Defaults near the paper's for MIMIC-III.</summary>
internal sealed record DistillSettings
{
    public required TrainingOptions Training { get; init; }

    /// <summary>Encounters per update.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Weight of the labels' cross-entropy, a mean over all drugs.</summary>
    public double LabelWeight { get; init; } = 1;

    /// <summary>Weight of imitating the teacher's hidden state.</summary>
    public double Alpha { get; init; } = 0.4;

    /// <summary>Weight of aligning profile and prescription.</summary>
    public double Beta { get; init; } = 0.005;

    public double Dropout { get; init; } = 0.2;
    public double EmptyShare { get; init; } = 1;
    public int ValidationEncounters { get; init; } = 100_000;
}
