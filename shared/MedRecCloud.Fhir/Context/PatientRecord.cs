using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Fhir.Notes;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Context;

/// <summary>
/// All that is known about one patient, read once resource by resource; <see cref="ContextAt"/> then cuts out what was known at one encounter's start.
/// Serves live events (one encounter) and training (every encounter of the patient) alike. Not safe for concurrent writing.
/// </summary>
public sealed class PatientRecord(string server)
{
    private readonly Dictionary<string, EncounterFact> _encounters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ImmutableArray<Coding> Codes, string Text)> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _startsAsWritten = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _courses = new(StringComparer.Ordinal);
    private readonly List<(MedicationFact Fact, string? Product, string? Display, string? AuthoredAsWritten)> _medications = [];
    private readonly List<ConditionFact> _conditions = [];
    private readonly List<ProcedureFact> _procedures = [];
    private readonly List<(AllergyFact Fact, string? Encounter)> _allergies = [];
    private readonly List<(ObservationFact Fact, string? Encounter)> _observations = [];
    private readonly List<NoteDocument> _notes = [];
    private readonly Dictionary<string, (byte[] Data, string? ContentType)> _binaries = new(StringComparer.Ordinal);
    private readonly HashSet<ResourceKey> _seen = [];
    private readonly Deidentifier _deidentifier = new();
    private IReadOnlyList<MedicationFact>? _resolved;

    /// <summary>Name of the FHIR server in the configuration.</summary>
    public string Server { get; } = server;

    public PatientFact? Patient { get; private set; }

    /// <summary>True where the patient was not added and nothing is known but, at most, an id.</summary>
    public bool IsPatientAssumed { get; private set; }

    /// <summary>From when on the patient is known to be dead; null while alive, and where no date is stated.</summary>
    internal DateTimeOffset? Death { get; private set; }

    /// <summary>The newest <c>meta.lastUpdated</c> of all that was added; null when none carried one.</summary>
    public DateTimeOffset? NewestUpdate { get; private set; }

    public IReadOnlyCollection<EncounterFact> Encounters => _encounters.Values;

    public IReadOnlyCollection<NoteDocument> Notes => _notes;

    /// <summary>Takes in one resource; one that is already there (same type and id) or of no use is passed over.</summary>
    /// <returns>True when it was taken in.</returns>
    public bool Add(JsonElement resource) => Add(resource, resource.Key());

    /// <inheritdoc cref="Add(JsonElement)"/>
    /// <param name="known">The resource's identity where it does not carry it itself, as in a transaction.</param>
    public bool Add(JsonElement resource, ResourceKey? known)
    {
        if (known is not { } key || !_seen.Add(new ResourceKey(key.Type, key.Id))) return false;
        if (resource.LastUpdated() is { } updated && !(updated <= NewestUpdate)) NewestUpdate = updated;
        switch (key.Type)
        {
            case "Patient":
                Patient = FactReader.Patient(resource, key);
                IsPatientAssumed = false;
                Death = FactReader.Death(resource);
                _deidentifier.Learn(resource);
                return true;
            case "Encounter":
                _encounters[key.Id] = FactReader.Encounter(resource, key);
                if ((resource.Child("period") ?? resource.Child("actualPeriod"))?.Text("start") is { } written) _startsAsWritten[key.Id] = written;
                _resolved = null;
                return true;
            case "Condition":
                return Keep(_conditions, FactReader.Condition(resource, key));
            case "Procedure":
                return Keep(_procedures, FactReader.Procedure(resource, key));
            case "AllergyIntolerance":
                if (FactReader.Allergy(resource, key) is not { } allergy) return false;
                _allergies.Add((allergy, resource.Reference("encounter")?.Id));
                return true;
            case "Observation":
                var before = _observations.Count;
                foreach (var observation in FactReader.Observations(resource, key)) _observations.Add((observation, resource.Reference("encounter")?.Id));
                return _observations.Count > before;
            case "Medication":
                _products[key.Id] = Product(resource);
                _resolved = null;
                return true;
            case "MedicationRequest" or "MedicationStatement" or "MedicationAdministration" or "MedicationUsage":
                if (FactReader.Medication(resource, key) is not { } medication) return false;
                foreach (var contained in resource.Items("contained"))
                    if (contained.Text("id") is { } id) _products["#" + key + id] = Product(contained);
                if (IsReported(resource)) _reported.Add(key.Id);
                if (key.Type == "MedicationRequest" && OrderCourse.End(resource, medication.Authored) is { } end) _courses[key.Id] = end;
                _medications.Add((medication, ProductOf(resource, key), ProductReference(resource)?.Text("display"), resource.Text("authoredOn")));
                _resolved = null;
                return true;
            case "DocumentReference":
                if (NoteDocument.Read(resource, key) is not { } note) return false;
                _notes.Add(note);
                ProvideAttachments(note);
                return true;
            case "Binary":
                if (resource.Child("data")?.Base64() is not { } data) return false;
                _binaries[key.Id] = (data, resource.Text("contentType"));
                return true;
            default:
                return false;
        }
    }

    /// <summary>The encounter; null when it was not added.</summary>
    public EncounterFact? Encounter(string id) => _encounters.GetValueOrDefault(id);

    /// <summary>Supplies the encounter or the patient that were not added, with nothing known of them but their identity.</summary>
    public void Complete(ResourceKey encounter, ResourceKey? patient)
    {
        var firstNote = _notes.Where(note => note.Encounters.Contains(encounter.Id)).Min(note => note.Date);
        _encounters.TryAdd(encounter.Id, new EncounterFact(encounter, "unknown", "", [], [], firstNote, null));
        if (Patient is not null) return;
        Patient = new PatientFact(patient ?? new ResourceKey("Patient", "unknown"), null, "unknown");
        IsPatientAssumed = true;
    }

    /// <summary>Id of the patient a resource is about; null when it names none.</summary>
    public static string? SubjectOf(JsonElement resource) =>
        resource.Text("resourceType") == "Patient" ? resource.Text("id") : (resource.Reference("subject") ?? resource.Reference("patient"))?.Id;

    /// <summary>True for a DocumentReference of the encounter.</summary>
    public static bool IsOfEncounter(JsonElement resource, string encounterId) =>
        resource.Key() is { } key && NoteDocument.Read(resource, key) is { } note && note.Encounters.Contains(encounterId);

    /// <summary>What was known at the encounter's start (see <see cref="ClinicalContext.PredictionTime"/>).</summary>
    /// <param name="live">
    /// True for live events: the encounter's own orders so far go into <see cref="ClinicalContext.CurrentOrders"/>, and every allergy known now counts, as a
    /// safety review must see them. False for training and cohorts, where the future is in the record and must not be seen.
    /// </param>
    /// <exception cref="InvalidOperationException">The encounter or the patient was not added.</exception>
    public ClinicalContext ContextAt(string encounterId, bool live = false)
    {
        if (!_encounters.TryGetValue(encounterId, out var encounter)) throw new InvalidOperationException("The encounter is not in the record.");
        if (Patient is null) throw new InvalidOperationException("The patient is not in the record.");
        return new ContextCut(encounter, _encounters, live).Apply(this);
    }

    /// <summary>The encounter's orders: in training, the labels. What it only heard of (<see cref="IsReported"/>) is none.</summary>
    public ImmutableArray<MedicationFact> OrdersOf(string encounterId) =>
        [.. Medications.Where(fact => fact.Encounter == encounterId && fact.Source.Type == "MedicationRequest" && !IsReported(fact))];

    /// <summary>True for a MedicationRequest that records what somebody said is taken, not an order (R4, MedicationRequest.reported).</summary>
    public static bool IsReported(JsonElement resource) =>
        resource.Text("resourceType") == "MedicationRequest" && (resource.Child("reportedBoolean") ?? resource.Child("reported") ?? resource.Child("reportedReference")) is { ValueKind: JsonValueKind.True or JsonValueKind.Object };

    /// <summary>See <see cref="OrderCourse"/>; null for what is no order or does not say.</summary>
    internal DateTimeOffset? CourseEnd(MedicationFact fact) => fact.Source.Type == "MedicationRequest" && _courses.TryGetValue(fact.Source.Id, out var end) ? end : null;

    /// <summary>The same of a medicine of this record.</summary>
    internal bool IsReported(MedicationFact fact) => fact.Source.Type == "MedicationRequest" && _reported.Contains(fact.Source.Id);

    internal IReadOnlyList<ConditionFact> Conditions => _conditions;

    internal IReadOnlyList<ProcedureFact> Procedures => _procedures;

    internal IReadOnlyList<(AllergyFact Fact, string? Encounter)> Allergies => _allergies;

    internal IReadOnlyList<(ObservationFact Fact, string? Encounter)> Observations => _observations;

    internal Deidentifier Deidentifier => _deidentifier;

    /// <summary>Every medicine with its ingredients, from its own concept or from the Medication it refers to.</summary>
    internal IReadOnlyList<MedicationFact> Medications => _resolved ??= [.. _medications.Select(entry => OnItsDay(Resolve(entry.Fact, entry.Product, entry.Display), entry.AuthoredAsWritten))];

    private MedicationFact Resolve(MedicationFact fact, string? product, string? display)
    {
        if (fact.Text.Length == 0 && product is not null && _products.TryGetValue(product, out var medication))
            fact = fact with { Codes = medication.Codes, Text = medication.Text };
        var ingredients = IngredientNames.Parse(fact.Text);
        if (ingredients.IsEmpty) ingredients = [.. fact.Codes.SelectMany(code => IngredientNames.Parse(code.Display)).Distinct().Order(StringComparer.Ordinal)];
        // Exports without their Medication resources, or with local codes alone in them, still say the name beside the reference.
        if (ingredients.IsEmpty && IngredientNames.Parse(display) is { IsEmpty: false } named) (ingredients, fact) = (named, fact with { Text = display! });
        return fact with { Ingredients = ingredients };
    }

    /// <summary>A date alone means that day where the encounter is, not in UTC: an order dated on the day its encounter began was not written before it.</summary>
    private MedicationFact OnItsDay(MedicationFact fact, string? authored)
    {
        const int Day = 10;
        return authored is { Length: >= Day } && fact.Encounter is { } id && _startsAsWritten.TryGetValue(id, out var start) && start.Length >= Day && (authored.Length == Day || start.Length == Day)
            && string.CompareOrdinal(authored, 0, start, 0, Day) == 0 && _encounters[id].Start is { } began ? fact with { Authored = began } : fact;
    }

    internal static JsonElement? ProductReference(JsonElement resource) => resource.Child("medicationReference") ?? resource.Child("medication")?.Child("reference");

    private static string? ProductOf(JsonElement resource, ResourceKey key)
    {
        if (ProductReference(resource) is not { } value || value.Text("reference") is not { } literal) return null;
        return literal.StartsWith('#') ? "#" + key + literal[1..] : FhirElement.AsReference(value)?.Id;
    }

    /// <summary>A Medication's codes and words; those of its ingredients where it has no words of its own.</summary>
    internal static (ImmutableArray<Coding> Codes, string Text) Product(JsonElement medication)
    {
        var words = medication.Words("code");
        return (medication.Codings("code"), words.Length > 0 ? words : string.Join(" / ", medication.Items("ingredient")
            .Select(item => item.Words("itemCodeableConcept") is { Length: > 0 } name ? name : item.Child("item")?.Words("concept") ?? "").Where(name => name.Length > 0)));
    }

    // A Binary is added before the notes that link to it.
    private void ProvideAttachments(NoteDocument note)
    {
        for (var i = 0; i < note.Attachments.Length; i++)
        {
            if (note.Attachments[i] is { Data: null, Problem: null, Url: { } url } && ResourceLinks.Target(url, "Binary") is { } key && _binaries.TryGetValue(key.Id, out var binary))
                note.Provide(i, binary.Data, binary.ContentType);
        }
    }

    private static bool Keep<T>(List<T> list, T? fact)
        where T : class
    {
        if (fact is null) return false;
        list.Add(fact);
        return true;
    }
}
