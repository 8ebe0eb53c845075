namespace MedRecCloud.Training.Learning;

/// <summary>Which candidates of an encounter are learnt from: all that were ordered, all with a history in the patient or usual for such a visit, and some of the others.</summary>
/// <remarks>The sample says Yes far more often than the formulary does; calibration on whole validation encounters puts that right. Weighting the sampled
/// negatives for those left out instead was tried: ordered drugs are then a twentieth of the loss, and nothing but renewals is learnt.</remarks>
internal sealed record CandidateSampling
{
    /// <summary>Other drugs per ordered drug (LAMO's negative ratio); below 0 takes all of them, as the paper's largest run does.</summary>
    public double NegativeRatio { get; init; } = 2;

    /// <summary>Other drugs at least, so that encounters without orders teach too.</summary>
    public int FewestNegatives { get; init; } = 5;

    /// <summary>Chance of each field of the prompt to be left out, see <see cref="Learning.FieldDropout"/>.</summary>
    public double FieldDropout { get; init; }

    /// <summary>Candidates at most in one sequence; longer packs waste attention.</summary>
    public int Most { get; init; } = 40;
}
