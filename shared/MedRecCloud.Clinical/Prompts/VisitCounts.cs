using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>How much was ordered before, in number words: whether anything will be ordered, and how much, depends on it more than on any single fact
/// (boosted trees lose 0.045 Jaccard without these counts, docs/evaluation.md).</summary>
internal static class VisitCounts
{
    private const int RecentDays = 400;

    public static string Of(ClinicalContext context)
    {
        var visits = ContextItems.Visits(context).ToList();
        var ofKind = visits.Where(visit => visit.Visit.Kind == context.Encounter.Kind).ToList();
        var last = visits.LastOrDefault(visit => visit.Drugs.Count > 0).Drugs?.Count ?? 0;
        var year = visits.Where(visit => visit.Days <= RecentDays).SelectMany(visit => visit.Drugs).Distinct(StringComparer.Ordinal).Count();
        var ever = visits.SelectMany(visit => visit.Drugs).Distinct(StringComparer.Ordinal).Count();
        return $"{Word(ofKind.Count)} such, {Word(ofKind.LastOrDefault().Drugs?.Count ?? 0)} then, {Word(last)} last, {Word(year)} recent, {Word(ever)} ever, {Word(visits.Count)} visits";
    }

    private static string Word(int count) => count switch { 0 => "no", 1 => "one", 2 => "two", 3 => "three", <= 5 => "some", <= 9 => "several", _ => "many" };
}
