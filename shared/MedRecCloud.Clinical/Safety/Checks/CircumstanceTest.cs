using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Asks whether a circumstance of an interaction rule holds for a patient.</summary>
internal sealed class CircumstanceTest(
    DrugKnowledge knowledge, ClinicalContext context, ImmutableSortedDictionary<string, MedicationFact> current, IReadOnlyCollection<string> candidates)
{
    /// <param name="drug">The candidate.</param>
    /// <param name="other">The drug it interacts with.</param>
    public bool Holds(Circumstance when, string drug, string other) => when switch
    {
        { Topical.IsDefaultOrEmpty: false } => when.Topical.Any(name => (name == drug || name == other) && IsTopical(name)),
        { AnyMedication.IsDefaultOrEmpty: false } => OnBoard().Any(name => knowledge.MatchesAny(when.AnyMedication, name)),
        { AnyCondition.IsDefaultOrEmpty: false } => Conditions.Recorded(context, when.AnyCondition).Any(),
        { AgeOver: { } age } => context.Age > age,
        { OtherOfClass: { } selector } => OnBoard().Any(name => name != drug && name != other && knowledge.Matches(selector, name)),
        { EgfrBelow: { } limit } => KidneyFunction.Of(context, knowledge)?.Egfr < limit,
        { LabAbove: { } above } => Newest(above) > above.Value,
        { LabBelow: { } below } => Newest(below) < below.Value,
        _ => false,
    };

    private IEnumerable<string> OnBoard() => current.Keys.Concat(candidates);

    private bool IsTopical(string name) => current.GetValueOrDefault(name) is { } medicine
        && ((string[])["topical", "gel", "cream", "ophthalmic", "ointment", "patch"]).Any(word => WordMatch.HasName(medicine.Text, word)); // A gelcap is swallowed.

    private decimal? Newest(LabLimit limit) => Labs.Newest(context, limit.Loinc, TimeSpan.FromDays(knowledge.Content.RenalLoinc.MaxAgeDays))?.Value;
}
