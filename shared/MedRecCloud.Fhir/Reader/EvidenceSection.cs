using System.Text.Json;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Fhir.Reader;

/// <summary>The notes as they were read, with the spans that the proposals rest on marked.</summary>
internal static class EvidenceSection
{
    public static void Write(HtmlText page, InferenceRequest request, IReadOnlyList<MedicationRequest> proposals)
    {
        if (request.Context.Notes.IsDefaultOrEmpty) return;
        var cited = proposals.SelectMany(proposal => proposal.SupportingInformation).Select(reference => reference.Reference).ToHashSet(StringComparer.Ordinal);
        page.Section("Notes", () =>
        {
            foreach (var section in request.Context.Notes)
            {
                var spans = !cited.Contains(section.Source.ToString()) ? [] : request.Prompt.Segments
                    .Where(segment => segment.Source == section.Source && segment.SourceStart is not null)
                    .Select(segment => (Start: segment.SourceStart!.Value - section.TextStart, Length: segment.SourceLength ?? 0))
                    .Where(span => span.Start < section.Text.Length && span.Start + span.Length > 0).ToArray();
                page.Details(Title(section.Kind), () => page.Marked(section.Text, spans), open: spans.Length > 0, small: section.Source.ToString());
            }
        });
    }

    /// <summary>"History of present illness".</summary>
    private static string Title(NoteSectionKind kind)
    {
        var words = JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()).Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
