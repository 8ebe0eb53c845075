using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>The scores of a whole formulary for one prompt, in the formulary's order.</summary>
public sealed record CandidateScores
{
    public CandidateScores(ImmutableArray<MedicationScore> scores, ModelVersion model)
    {
        if (scores.IsDefaultOrEmpty) throw new ArgumentException("A model always scores at least one candidate.", nameof(scores));
        (Scores, Model) = (scores, model);
    }

    public ImmutableArray<MedicationScore> Scores { get; }

    public ModelVersion Model { get; }

    /// <summary>Why another model than the one asked for answered (deadline, memory, prompt length); null when none did.</summary>
    public string? Degraded { get; init; }

    /// <summary>What the scorer itself cut from the prompt to fit the model's context.</summary>
    public ImmutableArray<string> Cut { get; init; } = [];

    /// <summary>Share of the patient's codes that the model has never seen, 0 to 1; 0 for models that read words.</summary>
    public double UnknownCodes { get; init; }

    /// <summary>Per proposed drug, how much each prompt segment carried (occlusion): filled by scorers that can, within their budget.</summary>
    public ImmutableArray<SegmentInfluence> Influences { get; init; } = [];
}
