namespace MedRecCloud.Clinical.Prompts;

/// <summary>
/// A candidate's history as words, in few enough combinations that each can be tokenized once. What carries the signal comes first: the last visit of the
/// same kind, then the share of such visits, then how long ago and how often.
/// </summary>
internal static class HistoryPhrase
{
    public static string Of(CandidateHistory history)
    {
        if (history.Orders == 0) return history.OnNoteList ? " listed" : " never";
        var kind = (history.AtLastVisitOfKind, history.ShareOfKind) switch
        {
            (null, _) => " first such visit",
            (true, >= 0.9) => " always here",
            (true, _) => " last here",
            (false, > 0) => " once here",
            _ => " not here",
        };
        var recency = history.DaysSinceLast switch { <= 90 => " recent", <= 400 => " this year", _ => " long ago" };
        var count = history.Orders switch { 1 => " one", <= 3 => " few", _ => " many" };
        return kind + recency + count + (history.AtLastVisit ? " latest" : "") + (history.OnNoteList ? " listed" : "");
    }
}
