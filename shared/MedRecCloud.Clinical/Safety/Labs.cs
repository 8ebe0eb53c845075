using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Safety;

/// <summary>Finds laboratory values and conditions in a context.</summary>
internal static class Labs
{
    /// <summary>The newest observation with one of the LOINC codes and a number, not older than the age before t0.</summary>
    public static ObservationFact? Newest(ClinicalContext context, IReadOnlyCollection<string> loinc, TimeSpan maxAge) => context.Observations
        .Where(observation => observation.Value is not null && loinc.Contains(observation.Code.Code) && observation.Effective > context.PredictionTime - maxAge)
        .OrderByDescending(observation => observation.Effective).ThenBy(observation => observation.Source.ToString(), StringComparer.Ordinal)
        .FirstOrDefault();
}
