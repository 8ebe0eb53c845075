using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Fhir.Notes;

namespace MedRecCloud.Fhir.Context;

/// <summary>
/// The t0 rule. Facts of other encounters count when they are earlier than this encounter's start; of this encounter count its conditions, observations,
/// allergies and the admissible sections of its notes. Its procedures, administrations and orders name the treatment and do not.
/// An export says how things stand when it is written: outside live events a later death, end or change of status is taken back.
/// </summary>
internal sealed class ContextCut
{
    private readonly EncounterFact _encounter;
    private readonly IReadOnlyDictionary<string, EncounterFact> _encounters;
    private readonly bool _live;
    private readonly DateTimeOffset _start;
    private readonly DateTimeOffset _end;

    public ContextCut(EncounterFact encounter, IReadOnlyDictionary<string, EncounterFact> encounters, bool live)
    {
        (_encounter, _encounters, _live) = (encounter, encounters, live);
        // An encounter without any time has no past; nothing dated counts as earlier then, and the age stays unknown.
        _start = encounter.Start ?? encounter.End ?? DateTimeOffset.MinValue;
        _end = encounter.End is { } end && end > _start ? end : live || _start.Year == 9999 ? DateTimeOffset.MaxValue : new DateTimeOffset(_start.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
    }

    public ClinicalContext Apply(PatientRecord record)
    {
        var unread = ImmutableArray.CreateBuilder<UnreadSource>();
        var sections = NoteSelection.Of(record.Notes.Where(IsKnown), _encounter.Source.Id)
            .SelectMany(note => note.Sections(record.Deidentifier, unread))
            .Where(section => !NoteSelection.NamesTreatment(section.Kind))
            .ToImmutableArray();
        var medications = record.Medications.Where(fact => IsPastMedication(fact) || IsTakenAtStart(fact, record)).Select(fact => AsOfStart(fact, record.CourseEnd(fact)))
            .Concat(NoteFacts.Medications(sections)).ToImmutableArray();
        return new ClinicalContext
        {
            Server = record.Server,
            PredictionTime = _start,
            // Without a date of death the patient was alive: the encounter took place.
            Patient = _live ? record.Patient! : record.Patient! with { Deceased = record.Death <= _start },
            Encounter = _encounter,
            EarlierEncounters = [.. record.Encounters.Where(other => other.Start < _start && other.Status is not ("entered-in-error" or "cancelled") && other != _encounter)],
            Conditions = [.. record.Conditions.Where(IsKnown).Select(AsOfStart)],
            Procedures = [.. record.Procedures.Where(fact => fact.Encounter != _encounter.Source.Id && IsEarlier(fact.Performed, fact.Encounter))],
            Allergies = [.. record.Allergies.Where(entry => _live || IsKnown(entry.Fact, entry.Encounter)).Select(entry => entry.Fact),
                .. NoteFacts.Allergies(sections)],
            Medications = medications,
            CurrentOrders = _live ? [.. record.Medications.Where(fact => IsCurrentOrder(fact) && !record.IsReported(fact))] : [],
            Observations = NewestPerCode(record),
            Notes = sections,
            Unread = unread.ToImmutable(),
        };
    }

    private bool IsKnown(ConditionFact fact) =>
        fact.Encounter == _encounter.Source.Id || IsEarlier(fact.Recorded ?? fact.Onset, fact.Encounter);

    /// <summary>An allergy without any date stays: to warn of it too early does less harm than to be silent.</summary>
    private bool IsKnown(AllergyFact fact, string? encounter) =>
        encounter == _encounter.Source.Id || (!(fact.Recorded > _end) && !(StartOf(encounter) > _end));

    /// <summary>A note of several encounters was not written yet when the first of them ended.</summary>
    private bool IsKnown(NoteDocument note) => _live || note.Encounters.Length < 2 || !(note.Date > _end);

    /// <summary>What ended after the start had not ended yet: the export's status and abatement know the future.</summary>
    private ConditionFact AsOfStart(ConditionFact fact) =>
        fact.Abatement is { } end && end > _start ? fact with { Abatement = null, ClinicalStatus = "active" } : fact;

    /// <summary>
    /// The same of a medicine. When an order without an end was stopped nobody says: that it is by now is news from later, unless its course was over by then in any case.
    /// </summary>
    private MedicationFact AsOfStart(MedicationFact fact, DateTimeOffset? course) =>
        _live ? fact
        : fact.End > _start ? fact with { End = null, Status = "active" }
        : fact is { Source.Type: "MedicationRequest", End: null, Status: "stopped" or "completed" or "on-hold" } && !(course <= _start) ? fact with { Status = "unknown" }
        : fact;

    private bool IsPastMedication(MedicationFact fact)
    {
        if (fact.Encounter == _encounter.Source.Id) return false;
        if (fact.Source.Type == "MedicationStatement" && fact.Authored is null && fact.Encounter is null) return true;
        return IsEarlier(fact.Authored, fact.Encounter);
    }

    /// <summary>What the patient was found to take, written down in this encounter: the list of medicines taken at admission. Only a live review may see it.</summary>
    private bool IsTakenAtStart(MedicationFact fact, PatientRecord record) =>
        _live && fact.Encounter == _encounter.Source.Id && (fact.Source.Type is "MedicationStatement" or "MedicationUsage" || record.IsReported(fact));

    private bool IsCurrentOrder(MedicationFact fact) =>
        fact.Source.Type == "MedicationRequest" && (fact.Encounter == _encounter.Source.Id || (fact.Encounter is null && !(fact.Authored < _start) && !(fact.Authored > _end)));

    /// <summary>Its own time and its encounter's start must both be earlier, as far as they are known, and one of them must be.</summary>
    private bool IsEarlier(DateTimeOffset? time, string? encounter)
    {
        var began = StartOf(encounter);
        return (time is not null || began is not null) && !(time >= _start) && !(began >= _start);
    }

    private DateTimeOffset? StartOf(string? encounter) => encounter is not null && _encounters.TryGetValue(encounter, out var other) ? other.Start : null;

    /// <summary>The newest value of each code is what a check reads; older ones would only swell the claim check.</summary>
    private ImmutableArray<ObservationFact> NewestPerCode(PatientRecord record) =>
        [.. record.Observations
            .Where(entry => entry.Encounter == _encounter.Source.Id || (entry.Encounter is null && entry.Fact.Effective >= _start && entry.Fact.Effective <= _end)
                || IsEarlier(entry.Fact.Effective, entry.Encounter))
            .Select(entry => entry.Fact)
            .GroupBy(fact => (fact.Code.System, fact.Code.Code))
            .Select(group => group.OrderByDescending(fact => fact.Effective ?? DateTimeOffset.MinValue).ThenBy(fact => fact.Source.ToString(), StringComparer.Ordinal).First())];
}
