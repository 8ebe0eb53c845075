namespace MedRecCloud.Training.Model.Candidates;

/// <summary>The shape of the small network that gives each drug's logit what the drug's own columns say.</summary>
/// <param name="Labels">Drugs of the formulary.</param>
/// <param name="Context">Width of what is known of the patient.</param>
internal sealed record CandidateConfig(int Labels, int Context)
{
    /// <summary>A teacher's: what is known of the patient are the label head's logits.</summary>
    public static CandidateConfig OfTeacher(int labels) => new(labels, labels);

    /// <summary>Width of a drug's vector where its columns meet what is known of the patient.</summary>
    public int Width { get; init; } = 32;
}
