using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>What a review of orders could not look at. Silence must not pass for "harmless".</summary>
internal static class ReviewGaps
{
    /// <summary>Query of the discovery → the resource that answers it, and its words.</summary>
    private static readonly (string Query, string Type, string Words)[] s_inputs =
    [
        ("patient", "Patient", "the patient's age and sex"),
        ("allergies", "AllergyIntolerance", "allergies"),
        ("conditions", "Condition", "conditions"),
        ("medications", "MedicationRequest", "current medicines"),
        ("laboratory", "Observation", "laboratory values"),
    ];

    /// <summary>Sentences for the clinician; none when everything was looked at.</summary>
    /// <param name="unread">Orders in which no drug's name was recognised.</param>
    public static ImmutableArray<string> Of(
        HookRequest request, ClinicalContext context, IReadOnlyList<string> drugs, int unread, DrugKnowledge knowledge, ImmutableArray<ISafetyCheck> checks)
    {
        var gaps = ImmutableArray.CreateBuilder<string>();
        if (unread > 0) gaps.Add(unread == 1 ? "One order was not reviewed: it names no drug." : $"{unread} orders were not reviewed: they name no drug.");
        gaps.AddRange(drugs.Where(drug => knowledge.Find(drug) is null).Select(drug => $"{drug} is not in the drug knowledge: only allergies to the drug itself were reviewed."));
        if (drugs.Count == 0) return gaps.ToImmutable();
        var missing = s_inputs.Where(input => !request.Answered.Contains(input.Query) && !Has(request, input.Type)).Select(input => input.Words).ToArray();
        if (missing.Length > 0) gaps.Add($"Not sent, so not reviewed: {string.Join(", ", missing)}.");
        var partial = s_inputs.Where(input => request.Partial.Contains(input.Query)).Select(input => input.Words).ToArray();
        if (partial.Length > 0) gaps.Add($"Only the first page was sent, so the rest was not reviewed: {string.Join(", ", partial)}.");
        foreach (var drug in drugs)
            gaps.AddRange(checks.SelectMany(check => check.MissingInputs(drug, context)).Where(input => input != SafetyChecks.NoAllergyList).Select(input => $"{drug}: {input}."));
        return gaps.ToImmutable();
    }

    private static bool Has(HookRequest request, string type) => request.Prefetch.Any(resource => IsOf(resource, type));

    private static bool IsOf(JsonElement resource, string type) =>
        resource.TryGetProperty("resourceType", out var found) && (found.ValueEquals(type) || (type == "MedicationRequest" && found.GetString()!.StartsWith("Medication", StringComparison.Ordinal)));
}
