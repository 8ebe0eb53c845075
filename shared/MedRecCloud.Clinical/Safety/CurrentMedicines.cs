using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Safety;

/// <summary>Which medicines of the history the patient is taken to be on at the prediction time.</summary>
internal static class CurrentMedicines
{
    /// <summary>An order without an end counts this long. Chronic prescriptions are renewed yearly.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(400);

    /// <summary>Ingredient name → its most recent current medicine; this encounter's own orders first.</summary>
    public static ImmutableSortedDictionary<string, MedicationFact> Of(ClinicalContext context)
    {
        var current = ImmutableSortedDictionary.CreateBuilder<string, MedicationFact>(StringComparer.Ordinal);
        foreach (var medicine in context.CurrentOrders.Where(IsLive).Concat(
            context.Medications.Where(medicine => IsCurrent(medicine, context.PredictionTime))
                .OrderByDescending(medicine => medicine.Authored).ThenBy(medicine => medicine.Source.ToString(), StringComparer.Ordinal)))
        {
            foreach (var ingredient in medicine.Ingredients) current.TryAdd(ingredient, medicine);
        }

        return current.ToImmutable();
    }

    private static bool IsCurrent(MedicationFact medicine, DateTimeOffset moment) =>
        IsLive(medicine)
        && medicine.Status is not ("stopped" or "completed")
        && (medicine.End is null || medicine.End > moment)
        && (medicine.Authored is null || medicine.Authored > moment - Horizon);

    private static bool IsLive(MedicationFact medicine) =>
        medicine.Status is not ("cancelled" or "entered-in-error" or "draft" or "not-done" or "not-taken");
}
