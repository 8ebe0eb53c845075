using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Context;

/// <summary>
/// What was known about one patient in one encounter at the prediction time: everything a prompt and a safety review may use, and nothing later.
/// Every fact names the resource it came from. The order of the lists carries no meaning.
/// </summary>
public sealed record ClinicalContext
{
    /// <summary>Name of the FHIR server (tenant) in the configuration; part of every key, never shown to a model.</summary>
    public required string Server { get; init; }

    /// <summary>
    /// t0: the encounter's start. Facts of other encounters count when they are earlier; of this encounter count its conditions, reasons, observations,
    /// allergies and notes (without the sections that name the treatment). The same rule serves live events, cohorts and training.
    /// </summary>
    public required DateTimeOffset PredictionTime { get; init; }

    public required PatientFact Patient { get; init; }

    public required EncounterFact Encounter { get; init; }

    /// <summary>Encounters of the patient that started before this one.</summary>
    public ImmutableArray<EncounterFact> EarlierEncounters { get; init; } = [];

    public ImmutableArray<ConditionFact> Conditions { get; init; } = [];

    public ImmutableArray<ProcedureFact> Procedures { get; init; } = [];

    public ImmutableArray<AllergyFact> Allergies { get; init; } = [];

    /// <summary>Medicines ordered, stated or administered before t0, outside this encounter.</summary>
    public ImmutableArray<MedicationFact> Medications { get; init; } = [];

    /// <summary>This encounter's own orders so far. They never enter a prompt (they are what is predicted), only the safety review. Empty in training and cohorts.</summary>
    public ImmutableArray<MedicationFact> CurrentOrders { get; init; } = [];

    public ImmutableArray<ObservationFact> Observations { get; init; } = [];

    /// <summary>The sections of the notes read, in document order.</summary>
    public ImmutableArray<NoteSection> Notes { get; init; } = [];

    /// <summary>What was found but could not be read (an image, an unknown attachment type, a reference that does not resolve), for the evidence list.</summary>
    public ImmutableArray<UnreadSource> Unread { get; init; } = [];

    /// <summary>Whole years of age at t0, or null when the birth date is unknown.</summary>
    public int? Age => Patient.AgeAt(PredictionTime);
}
