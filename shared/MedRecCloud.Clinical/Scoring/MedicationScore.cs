namespace MedRecCloud.Clinical.Scoring;

/// <summary>One candidate's score.</summary>
/// <param name="Drug">Ingredient name.</param>
/// <param name="Probability">Calibrated probability that the drug is ordered in this encounter, 0 to 1.</param>
/// <param name="Logit">The raw logit (for LAMO: Yes minus No) before calibration.</param>
/// <param name="Threshold">The drug's decision threshold on <paramref name="Probability"/>.</param>
public sealed record MedicationScore(string Drug, double Probability, double Logit, double Threshold);
