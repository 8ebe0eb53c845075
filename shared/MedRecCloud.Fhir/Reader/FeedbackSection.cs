using System.Globalization;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.CdsHooks;

namespace MedRecCloud.Fhir.Reader;

/// <summary>What clinicians did with the cards of this encounter.</summary>
internal static class FeedbackSection
{
    public static void Write(HtmlText page, IReadOnlyList<OutcomeFeedback> feedback)
    {
        if (feedback.Count == 0) return;
        page.Section("Feedback", () => page.Table(
            FeedbackWords.Counts(feedback), ["What", "Done", "Reason", "When"],
            feedback.Select(one => (Action[])
            [
                () => page.Element("span", FeedbackWords.About(one)),
                () => page.Element("span", one.Outcome),
                () => page.Element("span", string.Join(": ", new[] { Reason(one), one.Comment }.Where(text => text is { Length: > 0 }))),
                () => page.Element("span", one.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            ])));
    }

    private static string? Reason(OutcomeFeedback feedback) =>
        OverrideReason.All.FirstOrDefault(reason => reason.Code == feedback.ReasonCode && reason.System == feedback.ReasonSystem)?.Display ?? feedback.ReasonCode;
}
