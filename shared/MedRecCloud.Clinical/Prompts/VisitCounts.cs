using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>How much was ordered before, in number words: whether anything will be ordered, and how much, depends on it more than on any single fact
/// (boosted trees lose 0.045 Jaccard without these counts, docs/evaluation.md).</summary>
internal static class VisitCounts
{
    private const int RecentDays = 400;

    public static string Of(ClinicalContext context)
    {
        var counts = Count(context);
        return $"{Word(counts.OfKind)} such, {Word(counts.Then)} then, {Word(counts.Last)} last, {Word(counts.Year)} recent, {Word(counts.Ever)} ever, {Word(counts.Visits)} visits";
    }

    private static (int OfKind, int Then, int Last, int Year, int Ever, int Visits) Count(ClinicalContext context)
    {
        var visits = ContextItems.Visits(context).ToList();
        var ofKind = visits.Where(visit => visit.Visit.Kind == context.Encounter.Kind).ToList();
        var last = visits.LastOrDefault(visit => visit.Drugs.Count > 0).Drugs?.Count ?? 0;
        var year = visits.Where(visit => visit.Days <= RecentDays).SelectMany(visit => visit.Drugs).Distinct(StringComparer.Ordinal).Count();
        var ever = visits.SelectMany(visit => visit.Drugs).Distinct(StringComparer.Ordinal).Count();
        return (ofKind.Count, ofKind.LastOrDefault().Drugs?.Count ?? 0, last, year, ever, visits.Count);
    }

    /// <summary>The same for people: nothing of it says what was ordered, only how much.</summary>
    public static string InWords(ClinicalContext context)
    {
        var counts = Count(context);
        if (counts.Visits == 0) return "No earlier visit.";
        var visits = $"{counts.Visits} earlier {(counts.Visits == 1 ? "visit" : "visits")}, {(counts.OfKind == 0 ? "none" : counts.OfKind)} of this kind";
        return counts.Ever == 0 ? $"{visits}; no drug was ordered at any." : $"{visits}; drugs ordered: {counts.Then} at the last of this kind, {counts.Last} at the last with any, {counts.Year} in {RecentDays} days, {counts.Ever} ever.";
    }

    private static string Word(int count) => count switch { 0 => "no", 1 => "one", 2 => "two", 3 => "three", <= 5 => "some", <= 9 => "several", _ => "many" };
}
