namespace MedRecCloud.Clinical.Prompts;

/// <summary>One drug's own history in one patient before t0; the model sees it only as one of a few bucketed phrases.</summary>
/// <param name="Orders">How many earlier encounters ordered it.</param>
/// <param name="DaysSinceLast">Whole days from its last order to t0.</param>
/// <param name="AtLastVisit">It was ordered at the patient's last visit that had any order.</param>
/// <param name="AtLastVisitOfKind">It was ordered at the last visit of the same type and reason; null when there was no such visit.</param>
/// <param name="ShareOfKind">Share of earlier visits of the same type and reason that ordered it, 0 to 1.</param>
/// <param name="OnNoteList">The note's list of medicines names it.</param>
public sealed record CandidateHistory(
    int Orders, int? DaysSinceLast, bool AtLastVisit, bool? AtLastVisitOfKind, double ShareOfKind, bool OnNoteList)
{
    /// <summary>The history of a drug never ordered and never listed.</summary>
    public static CandidateHistory Never { get; } = new(0, null, false, null, 0, false);
}
