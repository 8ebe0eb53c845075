using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Notes;

/// <summary>Which notes of an encounter are read, and which of their sections may be seen before the treatment is chosen.</summary>
internal static class NoteSelection
{
    /// <summary>
    /// The encounter's current notes in order of date. Where none is current, superseded ones that no other note replaces are the best there is (systems that
    /// keep one running note mark all but the last as superseded). Preliminary, retracted and replaced notes are never read.
    /// </summary>
    public static IReadOnlyList<NoteDocument> Of(IEnumerable<NoteDocument> notes, string encounterId)
    {
        var own = notes.Where(note => note.Encounters.Contains(encounterId) && !note.IsRetracted && !note.IsPreliminary).ToList();
        var replaced = own.SelectMany(note => note.Replaces).ToHashSet(StringComparer.Ordinal);
        own.RemoveAll(note => replaced.Contains(note.Source.Id));
        if (own.Any(note => !note.IsSuperseded)) own.RemoveAll(note => note.IsSuperseded);
        return [.. own.OrderBy(note => note.Date ?? DateTimeOffset.MinValue).ThenBy(note => note.Source.Id, StringComparer.Ordinal)];
    }

    /// <summary>These sections say what was prescribed: a model that sees them copies, it does not predict.</summary>
    public static bool NamesTreatment(NoteSectionKind kind) => kind is
        NoteSectionKind.HospitalCourse or NoteSectionKind.AssessmentAndPlan or NoteSectionKind.Plan or NoteSectionKind.DischargeMedications;
}
