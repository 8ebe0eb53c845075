using System.Text.Json;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;

namespace MedRecCloud.Fhir.Reader;

/// <summary>
/// One encounter's outcome as a single self-contained HTML file for a clinician: what is proposed and why, what is not and why not, what could not be checked,
/// and the note with the evidence marked. Uses no script; works by keyboard; prints in full.
/// </summary>
public static class OutcomePage
{
    private const string Withdrawn = "The proposals of this encounter are withdrawn: ";

    /// <param name="bundle">The stored Bundle.</param>
    /// <param name="request">Its claim check, for the notes; null when its retention has ended.</param>
    /// <param name="feedback">What clinicians did with its cards, the earliest first.</param>
    /// <returns>A whole HTML document. Holds PHI.</returns>
    public static string Render(ReadOnlySpan<byte> bundle, InferenceRequest? request, IReadOnlyList<OutcomeFeedback>? feedback = null)
    {
        var outcome = JsonSerializer.Deserialize<Bundle>(bundle, ProposalBundleWriter.Json)!;
        var proposals = Of<MedicationRequest>(outcome).ToArray();
        var issues = outcome.Entry.Where(entry => entry.Resource is DetectedIssue).ToDictionary(entry => entry.FullUrl ?? "", entry => (DetectedIssue)entry.Resource!);
        var page = new HtmlText();
        page.Document("Medication proposals", () =>
        {
            Header(page, outcome, request);
            ProposalSection.Write(page, proposals, issues);
            Notes(page, "Not checked", outcome, "Not checked: ");
            RejectedSection.Write(page, issues.Values, Texts(outcome));
            Limits(page, outcome);
            FeedbackSection.Write(page, feedback ?? []);
            if (request is not null) EvidenceSection.Write(page, request, proposals);
            Footer(page, outcome);
        });
        return page.ToString();
    }

    private static void Header(HtmlText page, Bundle outcome, InferenceRequest? request)
    {
        page.Element("h1", "Medication proposals");
        var guidance = Of<GuidanceResponse>(outcome).FirstOrDefault();
        page.Element("p", $"{guidance?.Encounter?.Reference}{Who(request)}, as of {ProposalWords.Moment(guidance?.OccurrenceDateTime)}{By(outcome)}");
        page.Element("p", "Decision support for clinicians. Drafts to consider, never orders.", "warning");
        foreach (var text in Texts(outcome).Where(text => text.StartsWith("No proposal", StringComparison.Ordinal) || text.Contains("withdrawn", StringComparison.Ordinal)
            || text.EndsWith("rejected by the safety review.", StringComparison.Ordinal)).Take(1))
            page.Element("p", text.StartsWith(Withdrawn, StringComparison.Ordinal) ? Withdrawn + Reason(text[Withdrawn.Length..].TrimEnd('.')) + "." : text, "outcome");
    }

    private static string Reason(string code) => code switch
    {
        "deleted" => "the encounter, or the note they rest on, was deleted",
        "cancelled" => "the encounter was cancelled",
        "entered-in-error" => "the encounter, or the note they rest on, was entered in error",
        "superseded" => "a newer note has taken the place of the one they rest on",
        _ => code,
    };

    private static string By(Bundle outcome) => Of<Device>(outcome).FirstOrDefault() is { } device ? $", by {device.ModelNumber}" : "";

    private static IEnumerable<string> Texts(Bundle outcome) => Of<GuidanceResponse>(outcome).SelectMany(guidance => guidance.Note).Select(note => note.Text ?? "");

    private static string Who(InferenceRequest? request) =>
        request is null ? "" : $", {(request.Context.Age is { } age ? age + " years" : "age unknown")}, {request.Context.Patient.Sex}";

    private static void Notes(HtmlText page, string title, Bundle outcome, params string[] prefixes)
    {
        var notes = Texts(outcome).Where(note => prefixes.Any(prefix => note.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(note => note.StartsWith("Not checked: ", StringComparison.Ordinal) ? char.ToUpperInvariant(note[13]) + note[14..] : note).ToArray();
        if (notes.Length > 0) page.Section(title, () => page.List(notes));
    }

    private static void Limits(HtmlText page, Bundle outcome)
    {
        var notes = Texts(outcome).ToArray();
        string[] limits = [.. notes.Where(note => note.StartsWith("Answered by", StringComparison.Ordinal)), .. CutWords.Of(notes), .. notes.Where(note => note.StartsWith("Not read:", StringComparison.Ordinal))];
        if (limits.Length > 0) page.Section("Limits of this answer", () => page.List(limits));
    }

    private static void Footer(HtmlText page, Bundle outcome)
    {
        if (Of<Device>(outcome).FirstOrDefault() is not { } device) return;
        page.Section("Model", () => page.List(
            device.Version.Select(version => $"{(version.Type?.Text == "model" ? "model version" : version.Type?.Text)}: {version.Value}").Prepend($"{device.DeviceName[0].Name} ({device.ModelNumber})")));
    }

    private static IEnumerable<T> Of<T>(Bundle bundle) where T : Resource => bundle.Entry.Select(entry => entry.Resource).OfType<T>();
}
