using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Models.Students;

/// <summary>
/// A student's profile of a patient, as "field=value": LEADER's (age band, sex, class, type, reason), the kind of the visit as one value, and how much there is to
/// look back on, in coarse numbers. The latter two are our extension: sets of codes do not tell how many visits were like this one, and how many drugs are usual there.
/// </summary>
public static class StudentProfile
{
    private const int RecentDays = 400;

    public static IEnumerable<string> Of(Prompt prompt)
    {
        var (visits, histories) = (prompt.Codes.Visits, prompt.Histories.Values);
        var kind = visits.IsEmpty ? "" : visits[^1].Kind;
        foreach (var entry in prompt.Codes.Profile)
            yield return entry;
        yield return $"kind={kind}";
        yield return $"earlier={Few(visits.Length - 1)}";
        yield return $"of-kind={Few(visits.SkipLast(1).Count(visit => visit.Kind == kind))}";
        yield return $"drugs={Few(histories.Count(history => history.Orders > 0))}";
        yield return $"recent-drugs={Few(histories.Count(history => history.DaysSinceLast <= RecentDays))}";
        yield return $"last-drugs={Few(histories.Count(history => history.AtLastVisit))}";
        yield return $"last-of-kind-drugs={(histories.Any(history => history.AtLastVisitOfKind is not null) ? Few(histories.Count(history => history.AtLastVisitOfKind is true)) : "none")}";
    }

    private static string Few(int count) => count switch { <= 0 => "0", <= 3 => $"{count}", <= 6 => "4-6", <= 12 => "7-12", _ => "many" };
}
