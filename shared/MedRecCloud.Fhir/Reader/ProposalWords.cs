using System.Globalization;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using MedRecCloud.Fhir.Proposals;

namespace MedRecCloud.Fhir.Reader;

/// <summary>A proposal's notes as a clinician reads them: the words first, where they stand behind.</summary>
internal static partial class ProposalWords
{
    /// <summary>To two places, with the threshold it passed where that is stated.</summary>
    public static (string Value, string? Threshold) Probability(MedicationRequest proposal)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{proposal.GetExtensionValue<FhirDecimal>(ProposalSystems.Confidence)?.Value:0.00}");
        return proposal.Note.Count > 0 && Threshold().Match(proposal.Note[0].Text ?? "") is { Success: true } found ? (value, found.Groups[1].Value) : (value, null);
    }

    /// <summary>Quote, place and influence of a note of evidence, see <see cref="DraftProposal"/>; the note as it is where it says something else.</summary>
    public static (string Quote, string? Place) Evidence(Annotation note)
    {
        var text = note.Text ?? "";
        if (Quoted().Match(text) is not { Success: true } found) return (text, null);
        var (field, place) = Field(found.Groups[1].Value);
        return ($"\u201c{found.Groups[2].Value}\u201d", $"{field}{place}{found.Groups[3].Value}");
    }

    /// <summary>The same on one line without the resource's id, for a card; the note as it is where it says something else.</summary>
    public static string Brief(Annotation note)
    {
        var text = note.Text ?? "";
        return Quoted().Match(text) is { Success: true } found
            ? $"\u201c{found.Groups[2].Value}\u201d ({Field(found.Groups[1].Value).Name}{(found.Groups[3].Length > 0 ? $"; {found.Groups[3].Value.Trim(' ', '(', ')')}" : "")})" : text;
    }

    // The prompt's own names of its fields are short for the model's sake.
    private static (string Name, string After) Field(string place)
    {
        var end = place.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma ? comma : place.Length;
        var name = place[..end] switch
        {
            "Active" => "Known condition",
            "Before" => "Earlier orders, counted",
            "Diagnose" => "Diagnosis",
            "Encounter" => "Kind of visit",
            "History" => "Earlier visit",
            "Medications" => "Current medicine",
            "Reason" => "Reason for the visit",
            var other => other,
        };
        return (name, place[end..]);
    }

    /// <summary>A moment to the minute: seconds say nothing to a reader.</summary>
    public static string Moment(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture) : time ?? "an unknown time";

    [GeneratedRegex(@"threshold (\d\.\d+)")]
    private static partial Regex Threshold();

    [GeneratedRegex(@"^Evidence \[([^\]]*)\]: ""(.*)""( \(without[^()]*\))?$", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
