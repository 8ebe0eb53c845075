namespace MedRecCloud.Training.Learning;

/// <summary>Which candidates of an encounter are learnt from: all that were ordered, all with a history in the patient, and some of the others.</summary>
internal sealed record CandidateSampling
{
    /// <summary>Other drugs per ordered drug (LAMO's negative ratio); below 0 takes all of them, as the paper's largest run does.</summary>
    public double NegativeRatio { get; init; } = 4;

    /// <summary>Other drugs at least, so that encounters without orders teach too.</summary>
    public int FewestNegatives { get; init; } = 8;

    /// <summary>Candidates at most in one sequence; longer packs waste attention.</summary>
    public int Most { get; init; } = 40;

    /// <summary>How much a sampled negative may count for those left out.</summary>
    public float HeaviestNegative { get; init; } = 3;
}
