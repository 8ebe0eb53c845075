using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Safety;

/// <summary>One kind of safety question about one candidate drug. Pure: the same arguments give the same issues.</summary>
public interface ISafetyCheck
{
    /// <summary>Finds what speaks against the drug.</summary>
    /// <param name="drug">Ingredient name of the candidate.</param>
    /// <param name="others">Ingredient names of the other candidates that passed their thresholds.</param>
    IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context);

    /// <summary>Names what the check needed for this drug and did not find ("no creatinine or eGFR in 90 days"); nothing when it had all.</summary>
    IEnumerable<string> MissingInputs(string drug, ClinicalContext context) => [];
}
