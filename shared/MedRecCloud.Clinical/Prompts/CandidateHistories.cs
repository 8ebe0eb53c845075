using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>Each drug's own history in one patient, from the earlier visits' orders and the note's list of medicines.</summary>
public static class CandidateHistories
{
    /// <summary>By ingredient name; a drug that was never ordered and never listed is not in it.</summary>
    public static ImmutableSortedDictionary<string, CandidateHistory> Of(ClinicalContext context)
    {
        var t0 = context.PredictionTime;
        var visits = Visits(context);
        var ofKind = context.Encounter.Kind == "|" ? [] : context.EarlierEncounters.Where(earlier => earlier.Kind == context.Encounter.Kind).Select(earlier => earlier.Source.Id).ToHashSet(StringComparer.Ordinal);
        // The last visit of the kind counts even when nothing was ordered there: "nothing" is then what is usual.
        var lastOfKind = context.EarlierEncounters.Where(earlier => ofKind.Contains(earlier.Source.Id)).OrderBy(earlier => earlier.Start).ThenBy(earlier => earlier.Source.Id, StringComparer.Ordinal).LastOrDefault()?.Source.Id;
        var last = visits.Count == 0 ? null : visits.MaxBy(visit => (visit.Value.Time, visit.Key)).Key;
        var listed = context.Medications.Where(IsListed).SelectMany(fact => fact.Ingredients).ToHashSet(StringComparer.Ordinal);

        var histories = ImmutableSortedDictionary.CreateBuilder<string, CandidateHistory>(StringComparer.Ordinal);
        foreach (var drug in visits.Values.SelectMany(visit => visit.Drugs).Concat(listed).Distinct(StringComparer.Ordinal))
        {
            var ordered = visits.Where(visit => visit.Value.Drugs.Contains(drug)).ToList();
            var share = ofKind.Count == 0 ? 0 : (double)ordered.Count(visit => ofKind.Contains(visit.Key)) / ofKind.Count;
            histories[drug] = new CandidateHistory(
                ordered.Count,
                ordered.Count == 0 ? null : Math.Max(0, (int)(t0 - ordered.Max(visit => visit.Value.Time)).TotalDays),
                ordered.Any(visit => visit.Key == last),
                lastOfKind is null ? null : ordered.Any(visit => visit.Key == lastOfKind),
                share,
                listed.Contains(drug));
        }
        return histories.ToImmutable();
    }

    /// <summary>Drugs by visit; an order that names no visit is a visit of its own day.</summary>
    private static Dictionary<string, (DateTimeOffset Time, HashSet<string> Drugs)> Visits(ClinicalContext context)
    {
        var starts = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        foreach (var earlier in context.EarlierEncounters) starts[earlier.Source.Id] = earlier.Start;
        var visits = new Dictionary<string, (DateTimeOffset Time, HashSet<string> Drugs)>(StringComparer.Ordinal);
        foreach (var fact in ContextItems.Medicines(context))
        {
            if (IsListed(fact)) continue;
            var start = fact.Encounter is { } encounter && starts.TryGetValue(encounter, out var known) ? known : null;
            if ((start ?? fact.Authored) is not { } time) continue;
            var key = fact.Encounter ?? $"day {time.UtcDateTime:yyyyMMdd}";
            if (!visits.TryGetValue(key, out var visit)) visits[key] = visit = (time, new HashSet<string>(StringComparer.Ordinal));
            else if (time > visit.Time) visits[key] = visit = (time, visit.Drugs);
            visit.Drugs.UnionWith(fact.Ingredients);
        }
        return visits;
    }

    private static bool IsListed(MedicationFact fact) => fact.Source.Type == "DocumentReference";
}
