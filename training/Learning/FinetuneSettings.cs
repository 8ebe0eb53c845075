using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Learning;

/// <summary>How a base becomes a LAMO model or a teacher. Stands in the model's manifest.</summary>
internal sealed record FinetuneSettings
{
    public const string FullWeights = "full", Lora = "lora";

    /// <summary><see cref="FullWeights"/> updates the whole base (small ones); <see cref="Lora"/> adapters alone.</summary>
    public required string Mode { get; init; }
    public required TrainingOptions Training { get; init; }
    public LoraOptions Adapter { get; init; } = new();
    public CandidateSampling Sampling { get; init; } = new();

    /// <summary>See <see cref="DrugGroups"/>.</summary>
    public string Grouping { get; init; } = DrugGroups.None;
    public int Groups { get; init; } = 10;

    /// <summary>Share of the encounters without orders that is learnt from; they are most of all encounters.</summary>
    public double EmptyShare { get; init; } = 1;

    /// <summary>Encounters looked at by a validation while training.</summary>
    public int ValidationEncounters { get; init; } = 90;
}
