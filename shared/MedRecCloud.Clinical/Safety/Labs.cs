using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Safety;

/// <summary>Finds laboratory values in a context, and reads them in the unit that the checks reckon in.</summary>
internal static class Labs
{
    /// <summary>The newest observation with one of the LOINC codes and a number, not older than the age before t0; of several at one time that of the code named first.</summary>
    public static ObservationFact? Newest(ClinicalContext context, ImmutableArray<string> loinc, TimeSpan maxAge) => context.Observations
        .Where(observation => observation.Value is not null && loinc.Contains(observation.Code.Code) && observation.Effective > context.PredictionTime - maxAge)
        .OrderByDescending(observation => observation.Effective).ThenBy(observation => loinc.IndexOf(observation.Code.Code))
        .ThenBy(observation => observation.Source.ToString(), StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Milliseconds: FHIR's own examples give a QT interval in seconds.</summary>
    public static decimal Milliseconds(ObservationFact interval) =>
        Unit(interval) is "s" or "sec" or "secs" or "second" or "seconds" ? Number(interval) * 1000 : Number(interval);

    /// <summary>U/L: an enzyme in microkatal (nanokatal) per litre is 60 (0.06) times as much.</summary>
    public static decimal UnitsPerLitre(ObservationFact enzyme) => Unit(enzyme) switch
    {
        var unit when unit.StartsWith("nkat", StringComparison.Ordinal) => Number(enzyme) * 0.06m,
        var unit when unit.Contains("kat", StringComparison.Ordinal) => Number(enzyme) * 60,
        _ => Number(enzyme),
    };

    /// <summary>mg/dL; creatinine's molar mass is 113.12 g/mol.</summary>
    /// <param name="molar">Where no unit is said, the number is micromol/L.</param>
    public static decimal MilligramsPerDecilitre(ObservationFact creatinine, bool molar) => Unit(creatinine) switch
    {
        var unit when unit.StartsWith("mmol", StringComparison.Ordinal) => Number(creatinine) * 1000 / Molar,
        var unit when unit.Contains("mol", StringComparison.Ordinal) || (unit.Length == 0 && molar) => Number(creatinine) / Molar,
        "mg/l" => Number(creatinine) / 10,
        _ => Number(creatinine),
    };

    /// <summary>mL/min/1.73 m²; some countries report mL/s.</summary>
    public static decimal MillilitresPerMinute(ObservationFact egfr) =>
        Unit(egfr) is var unit && unit.StartsWith("ml/s", StringComparison.Ordinal) && !unit.StartsWith("ml/sq", StringComparison.Ordinal) ? Number(egfr) * 60 : Number(egfr);

    private const decimal Molar = 88.42m;

    private static decimal Number(ObservationFact observation) => observation.Value ?? 0;

    private static string Unit(ObservationFact observation) => observation.Unit?.Trim().ToLowerInvariant() ?? "";
}
