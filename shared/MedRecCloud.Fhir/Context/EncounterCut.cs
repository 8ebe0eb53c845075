using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Context;

/// <summary>One encounter of a patient's record as it stood at its start, and what was then ordered in it. The same rule as training's.</summary>
/// <param name="Context">Null when <paramref name="Failed"/> says why.</param>
/// <param name="Ordered">Ingredients truly ordered, in ordinal order.</param>
/// <param name="Failed">Why there is no context, as a kebab-case word that quotes nothing.</param>
public sealed record EncounterCut(ClinicalContext? Context, ImmutableArray<string> Ordered, string? Failed)
{
    public static EncounterCut Of(PatientRecord record, string encounterId)
    {
        if (record.Patient is null) return Not("patient-not-in-source");
        if (record.Encounter(encounterId) is not { } encounter) return Not("encounter-not-in-source");
        if ((encounter.Start ?? encounter.End) is null) return Not("encounter-without-time");
        try
        {
            return new EncounterCut(record.ContextAt(encounterId), Orders(record, encounter), null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // One encounter that cannot be read must not stop the others; its kind of failure is listed, its text may quote the patient.
            return Not("unreadable-" + JsonNamingPolicy.KebabCaseLower.ConvertName(error.GetType().Name));
        }
    }

    private static EncounterCut Not(string why) => new(null, [], why);

    // By day: an order may carry a date without a time.
    private static ImmutableArray<string> Orders(PatientRecord record, EncounterFact encounter) =>
        [.. record.OrdersOf(encounter.Source.Id)
            .Where(order => encounter.Start is not { } start || !(order.Authored?.UtcDateTime.Date < start.UtcDateTime.Date))
            .SelectMany(order => order.Ingredients.IsDefaultOrEmpty ? [] : order.Ingredients)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
