using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Training.Data;

/// <summary>An encounter as plain code sets, the input of the conventional baselines. Made from the same <see cref="ClinicalContext"/> as the prompt, so it holds nothing later than t0.</summary>
/// <param name="Here">Conditions recorded in this encounter.</param>
/// <param name="Active">Conditions that had begun and not ended at t0, those recorded here included.</param>
/// <param name="Procedures">Procedures of the 400 days before t0.</param>
/// <param name="RecentMedicines">Ingredients ordered within 400 days before t0.</param>
/// <param name="LastOrders">Ingredients of the last earlier encounter that ordered any.</param>
/// <param name="LastOfKind">Ingredients of the last earlier encounter of the same type and reason; empty when it ordered none or there was none.</param>
/// <param name="OrdersOfKind">Ingredients of the last earlier encounter of the same type and reason that ordered any.</param>
/// <param name="VisitsOfKind">Earlier encounters of the same type and reason.</param>
/// <param name="EarlierVisits">All earlier encounters.</param>
internal sealed record EncounterCodes(
    string Type,
    string Reason,
    string Class,
    ImmutableArray<string> Here,
    ImmutableArray<string> Active,
    ImmutableArray<string> Procedures,
    ImmutableArray<string> RecentMedicines,
    ImmutableArray<string> LastOrders,
    ImmutableArray<string> LastOfKind,
    ImmutableArray<string> OrdersOfKind,
    int VisitsOfKind,
    int EarlierVisits)
{
    private const int RecentDays = 400;

    public static EncounterCodes Of(ClinicalContext context)
    {
        var t0 = context.PredictionTime;
        var kind = context.Encounter.Kind;
        var id = context.Encounter.Source.Id;
        var starts = context.EarlierEncounters.ToDictionary(earlier => earlier.Source.Id, earlier => earlier.Start ?? DateTimeOffset.MinValue, StringComparer.Ordinal);
        var orders = context.Medications.Where(medicine => medicine.Encounter is { } encounter && starts.ContainsKey(encounter))
            .ToLookup(medicine => medicine.Encounter!, medicine => medicine.Ingredients, StringComparer.Ordinal);
        var sameKind = context.EarlierEncounters.Where(earlier => earlier.Kind == kind).ToList();
        return new EncounterCodes(
            First(context.Encounter.Types), First(context.Encounter.Reasons), context.Encounter.Class,
            Sorted(context.Conditions.Where(condition => condition.Encounter == id).Select(condition => First(condition.Codes))),
            Sorted(context.Conditions.Where(condition => condition.Encounter == id || condition.IsActiveAt(t0)).Select(condition => First(condition.Codes))),
            Sorted(context.Procedures.Where(procedure => procedure.Performed is { } performed && performed > t0.AddDays(-RecentDays)).Select(procedure => First(procedure.Codes))),
            Sorted(context.Medications.Where(medicine => medicine.Authored is { } authored && authored > t0.AddDays(-RecentDays)).SelectMany(medicine => medicine.Ingredients)),
            OrdersOf(context.EarlierEncounters.Where(earlier => orders.Contains(earlier.Source.Id))),
            OrdersOf(sameKind),
            OrdersOf(sameKind.Where(earlier => orders.Contains(earlier.Source.Id))),
            sameKind.Count, context.EarlierEncounters.Length);

        ImmutableArray<string> OrdersOf(IEnumerable<EncounterFact> encounters) =>
            encounters.MaxBy(encounter => (encounter.Start ?? DateTimeOffset.MinValue, encounter.Source.Id)) is { } last
                ? Sorted(orders[last.Source.Id].SelectMany(ingredients => ingredients)) : [];
    }

    private static string First(ImmutableArray<Coding> codes) => codes.IsDefaultOrEmpty ? "" : codes[0].Code;

    private static ImmutableArray<string> Sorted(IEnumerable<string> values) =>
        [.. values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
