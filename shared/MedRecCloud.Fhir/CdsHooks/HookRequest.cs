using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>
/// A CDS Hooks request (cds-hooks.hl7.org 2.0, "HTTP Request"), reduced to what the services use. Reads today's <c>draftOrders</c> and <c>selections</c> and the
/// older <c>medications</c>; prefetched resources are found wherever the client put them. <c>fhirAuthorization</c> is not read: nothing of it is kept.
/// </summary>
public sealed record HookRequest
{
    private HookRequest()
    {
    }

    public required string Hook { get; init; }

    /// <summary>Identifies this call in feedback and in the client's logs.</summary>
    public required string HookInstance { get; init; }

    /// <summary>FHIR id of the patient, without its type.</summary>
    public required string PatientId { get; init; }

    /// <summary>FHIR id of the encounter, without its type; null when the client gave none.</summary>
    public string? EncounterId { get; init; }

    /// <summary>FHIR ids of the encounters in view: the one named, else those prefetched, the newest first as the client was asked to sort them.</summary>
    public IEnumerable<string> Encounters => EncounterId is { } named ? [named]
        : Prefetch.Select(resource => resource.Key()).OfType<ResourceKey>().Where(key => key.Type == "Encounter").Select(key => key.Id).Distinct();

    /// <summary>Base URL of the client's FHIR server; null when it named none.</summary>
    public string? FhirServer { get; init; }

    /// <summary>Names of the prefetched queries that were answered; those left out, null or failed (an OperationOutcome) are not among them.</summary>
    public ImmutableHashSet<string> Answered { get; init; } = [];

    /// <summary>Names of those of which only a page was sent: the Bundle links to a next one.</summary>
    public ImmutableHashSet<string> Partial { get; init; } = [];

    /// <summary>The orders in question: those selected where the hook selects, else every draft.</summary>
    public ImmutableArray<JsonElement> Orders { get; init; } = [];

    /// <summary>Drafts beside them.</summary>
    public ImmutableArray<JsonElement> OtherOrders { get; init; } = [];

    /// <summary>Every other resource of the request.</summary>
    public ImmutableArray<JsonElement> Prefetch { get; init; } = [];

    /// <summary>Reads a request.</summary>
    /// <param name="problem">What is wrong, in words for the client's developer; quotes nothing of the body.</param>
    /// <returns>Null when it is none.</returns>
    public static HookRequest? TryRead(ReadOnlyMemory<byte> body, out string problem)
    {
        problem = "";
        if (HookBody.Open(body) is not { } root) problem = HookBody.NotJson;
        else if (root.Text("hook") is not { Length: > 0 } hook) problem = "The field 'hook' is missing.";
        else if (root.Text("hookInstance") is not { Length: > 0 } instance) problem = "The field 'hookInstance' is missing.";
        else if (root.Child("context") is not { } context) problem = "The field 'context' is missing.";
        else if (Id(context, "patientId") is not { } patient) problem = "The field 'context.patientId' is missing or is no FHIR id.";
        else
        {
            var drafts = Resources(context.Child("draftOrders")).Concat(Resources(context.Child("medications"))).ToImmutableArray();
            var selections = context.Items("selections").Where(selection => selection.ValueKind == JsonValueKind.String)
                .Select(selection => ResourceKey.TryParse(selection.GetString())?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var selected = drafts.Where(order => order.Text("id") is { } id && selections.Contains(id)).ToImmutableArray();
            // A selection that names none of the drafts must not mean that none is looked at.
            if (selected.IsEmpty) selected = drafts;
            return new HookRequest
            {
                Hook = hook,
                HookInstance = instance,
                PatientId = patient,
                EncounterId = Id(context, "encounterId"),
                FhirServer = root.Text("fhirServer"),
                Answered = root.Child("prefetch") is { ValueKind: JsonValueKind.Object } prefetch
                    ? [.. prefetch.EnumerateObject().Where(query => IsAnswer(query.Value)).Select(query => query.Name)] : [],
                Partial = root.Child("prefetch") is { ValueKind: JsonValueKind.Object } pages
                    ? [.. pages.EnumerateObject().Where(query => IsPage(query.Value)).Select(query => query.Name)] : [],
                Orders = selected,
                OtherOrders = drafts.RemoveRange(selected),
                Prefetch = [.. Resources(root).Where(resource => !drafts.Contains(resource))],
            };
        }

        return null;
    }

    private static string? Id(JsonElement context, string name)
    {
        var value = context.Text(name);
        return ResourceKey.TryParse(value)?.Id ?? (ResourceKey.IsId(value) ? value : null);
    }

    private static bool IsAnswer(JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object || query.Text("resourceType") == "OperationOutcome") return false;
        // A search that failed may come as a Bundle of its outcome alone.
        var entries = query.Items("entry").ToArray();
        return entries.Length == 0 || entries.Any(entry => entry.Child("resource")?.Text("resourceType") is not "OperationOutcome");
    }

    private static bool IsPage(JsonElement query) =>
        query.ValueKind == JsonValueKind.Object && query.Text("resourceType") == "Bundle" && query.Items("link").Any(link => link.Text("relation") == "next");

    private static IEnumerable<JsonElement> Resources(JsonElement? element) => element is { } found ? Resources(found) : [];

    /// <summary>Every resource inside, Bundles opened; nothing is looked for inside a resource.</summary>
    private static IEnumerable<JsonElement> Resources(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Resources),
        JsonValueKind.Object when element.Text("resourceType") is { } type && type != "Bundle" => [element],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Resources(property.Value)),
        _ => [],
    };
}
