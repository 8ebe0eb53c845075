using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>What to evaluate, on what, and how.</summary>
internal sealed record EvaluationRequest
{
    public required string Data { get; init; }

    /// <summary>Folders of model packages.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public bool Baselines { get; init; }

    /// <summary>Folder of a base model to be judged as it is; null for none.</summary>
    public string? Untuned { get; init; }

    /// <summary>Upper limit of the prompt's shared part that <see cref="Untuned"/> reads, in characters.</summary>
    public int UntunedPrefix { get; init; } = new SampleOptions().MaxPrefixCharacters;

    /// <summary>Fit every baseline also on halves, quarters and eighths of the training patients, and draw models trained on shares beside them.</summary>
    public bool LearningCurve { get; init; }

    /// <summary>Data folders baselines learn from; empty to let them learn from <see cref="Data"/>.</summary>
    public IReadOnlyList<string> Train { get; init; } = [];

    /// <summary>Something is judged that takes what it knows from training encounters: a baseline's rules, or the drugs that an untuned base is asked about.</summary>
    public bool NeedsTraining => Baselines || Untuned is not null;

    /// <summary>patients, temporal, or null: see EvaluateVerb.</summary>
    public string? Split { get; init; }

    /// <summary>Judge ATC level-3 classes instead of ingredients.</summary>
    public bool Classes { get; init; }

    public int Seed { get; init; }

    public string? InteractionFile { get; init; }

    public bool HoldOutDrugs { get; init; }

    public bool IncludeDischargeCodes { get; init; }
}
