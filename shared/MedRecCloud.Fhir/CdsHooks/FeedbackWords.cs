using MedRecCloud.Clinical.Proposals;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>Feedback in a reader's words.</summary>
public static class FeedbackWords
{
    /// <summary>How many were accepted and overridden: "2 accepted, 1 overridden".</summary>
    public static string Counts(IReadOnlyCollection<OutcomeFeedback> feedback) =>
        $"{feedback.Count(one => one.Outcome == OutcomeFeedback.Accepted)} accepted, {feedback.Count(one => one.Outcome == OutcomeFeedback.Overridden)} overridden";

    /// <summary>What a piece of feedback is on: drugs, and the rule where it is a finding.</summary>
    public static string About(OutcomeFeedback feedback)
    {
        var drugs = string.Join(", ", feedback.Drugs);
        return feedback.Topic is "choice" or "nothing" ? drugs.Length > 0 ? drugs : "no proposal" : drugs.Length > 0 ? $"{drugs} ({feedback.Topic})" : feedback.Topic;
    }
}
