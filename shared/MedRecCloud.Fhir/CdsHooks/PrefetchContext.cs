using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>The patient as a hook request describes them, for the safety checks. Unlike an event's context it is about now, and may lack patient and encounter.</summary>
internal static class PrefetchContext
{
    /// <param name="now">The moment of the call; undated findings count as of now, since the client sent them as current.</param>
    public static ClinicalContext Of(HookRequest request, DateTimeOffset now)
    {
        var resources = request.Prefetch.Select(resource => (Resource: resource, Key: Key(resource))).ToArray();
        return new ClinicalContext
        {
            Server = RequestKey.DefaultServer,
            PredictionTime = now,
            Patient = Of("Patient", FactReader.Patient).FirstOrDefault() ?? new PatientFact(new ResourceKey("Patient", request.PatientId), null, "unknown"),
            Encounter = Of("Encounter", FactReader.Encounter).FirstOrDefault()
                ?? new EncounterFact(new ResourceKey("Encounter", request.EncounterId ?? "unknown"), "in-progress", "", [], [], now, null),
            Conditions = [.. Of("Condition", FactReader.Condition)],
            Allergies = [.. Of("AllergyIntolerance", FactReader.Allergy)],
            Observations = [.. resources.Where(entry => entry.Key.Type == "Observation").SelectMany(entry => FactReader.Observations(entry.Resource, entry.Key))
                .Select(observation => observation.Effective is null ? observation with { Effective = now } : observation)],
            Medications = [.. resources.Where(entry => IsMedicine(entry.Key.Type))
                .Where(entry => entry.Resource.Child("doNotPerform") is not { ValueKind: JsonValueKind.True }).Select(entry => Medicine(entry.Resource, entry.Key, request))],
        };

        IEnumerable<T> Of<T>(string type, Func<JsonElement, ResourceKey, T?> read)
            where T : class => resources.Where(entry => entry.Key.Type == type).Select(entry => read(entry.Resource, entry.Key)).OfType<T>();
    }

    /// <summary>A prefetched medicine is current: that is why the client sent it.</summary>
    /// <param name="request">Where the Medication may stand that the resource refers to, if it does not contain it.</param>
    public static MedicationFact Medicine(JsonElement resource, ResourceKey key, HookRequest request)
    {
        var (codes, text) = (resource.Codings("medicationCodeableConcept"), resource.Words("medicationCodeableConcept"));
        if (text.Length == 0 && PatientRecord.ProductReference(resource) is { } reference)
        {
            if (ProductOf(resource, reference, request) is { } product) (codes, text) = PatientRecord.Product(product);
            if (text.Length == 0) text = reference.Text("display") ?? "";
        }

        var ingredients = IngredientNames.Parse(text);
        if (ingredients.IsEmpty) ingredients = [.. codes.SelectMany(code => IngredientNames.Parse(code.Display)).Distinct().Order(StringComparer.Ordinal)];
        // A dispense or an administration that is completed says that the patient has the drug, not that it ended.
        var status = key.Type is "MedicationDispense" or "MedicationAdministration" ? "active" : resource.Text("status") ?? "";
        return new MedicationFact(key, codes, text, ingredients, status, null, null, null);
    }

    private static JsonElement? ProductOf(JsonElement resource, JsonElement reference, HookRequest request)
    {
        var literal = reference.Text("reference") ?? "";
        var (id, places) = literal.StartsWith('#') ? (literal[1..], resource.Items("contained"))
            : (ResourceKey.TryParse(literal)?.Id, request.Prefetch.Concat(request.Orders).Concat(request.OtherOrders));
        var found = places.FirstOrDefault(place => id is not null && place.Text("resourceType") == "Medication" && place.Text("id") == id);
        return found.ValueKind == JsonValueKind.Object ? found : null;
    }

    public static ResourceKey Key(JsonElement resource) =>
        resource.Key() ?? new ResourceKey(resource.Text("resourceType") is { } type && type.All(char.IsAsciiLetter) ? type : "Basic", "unnamed");

    private static bool IsMedicine(string type) => type is "MedicationRequest" or "MedicationStatement" or "MedicationDispense" or "MedicationAdministration";
}
