namespace MedRecCloud.Clinical.Prompts;

/// <summary>How usual a drug is among the training visits that resemble this one, as shares from 0 to 1. The model sees them as one word each.</summary>
/// <param name="OfKind">Share of the visits of the same type and reason that ordered it; of the same reason, or type, where those are too few.</param>
/// <param name="OfPresent">The highest share among the conditions recorded in the visit.</param>
/// <param name="OfActive">The highest share among all active conditions.</param>
/// <param name="OfGroup">Share of the visits of the same type and reason by patients of the same sex and age band.</param>
/// <param name="OfType">Share of the visits of the same type.</param>
public sealed record CandidateUsage(double OfKind, double OfPresent, double OfActive, double OfGroup, double OfType)
{
    /// <summary>No training visit tells: a drug added to the formulary after training.</summary>
    public static CandidateUsage Unknown { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}
