using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Context;

/// <summary>Turns one FHIR R4 resource into one fact, or into none where the resource says that it does not hold.</summary>
internal static class FactReader
{
    /// <summary>"2026-05-01T00:00:00+02:00", "positive", "not pregnant"; what is longer is prose.</summary>
    private const int LongestAnswer = 32;

    private const decimal Hair = 0.1m;

    private static readonly string[] Wrong = ["entered-in-error", "refuted"];

    public static PatientFact Patient(JsonElement resource, ResourceKey key)
    {
        var deceased = resource.Child("deceasedBoolean") is { ValueKind: JsonValueKind.True } || resource.Moment("deceasedDateTime") is not null;
        return new PatientFact(key, FhirMoment.ParseDate(resource.Text("birthDate")), resource.Text("gender") ?? "unknown", deceased);
    }

    /// <summary>From when on the patient is known to be dead: a day, month or year counts from its end. Null when no date of death is stated.</summary>
    public static DateTimeOffset? Death(JsonElement resource) =>
        resource.Text("deceasedDateTime") is { } text && FhirMoment.Parse(text) is { Year: < 9999 } moment
            ? text.Length switch { 4 => moment.AddYears(1), 7 => moment.AddMonths(1), 10 => moment.AddDays(1), _ => moment }
            : null;

    public static EncounterFact Encounter(JsonElement resource, ResourceKey key)
    {
        // R5 renames: class is an array of concepts, period is actualPeriod, reasonCode is reason.value.
        var period = resource.Child("period") is null ? "actualPeriod" : "period";
        var reasons = resource.Codings("reasonCode").ToBuilder();
        if (reasons.Count == 0)
            foreach (var reason in resource.Items("reason"))
                foreach (var value in reason.Items("value")) reasons.AddRange(value.Codings("concept"));
        if (reasons.Count == 0 && resource.Words("reasonCode") is { Length: > 0 } words) reasons.Add(new Coding("", words, words));
        // Many hospitals name their visit types in words alone; which visits are of one kind hangs on it.
        var types = resource.Codings("type");
        if (types.IsEmpty && resource.Words("type") is { Length: > 0 } type) types = [new Coding("", type, type)];
        return new EncounterFact(
            key, resource.Text("status") ?? "", resource.Code("class"), types, reasons.ToImmutable(), resource.Start(period), resource.End(period));
    }

    public static ConditionFact? Condition(JsonElement resource, ResourceKey key)
    {
        if (Wrong.Contains(resource.Code("verificationStatus"))) return null;
        return new ConditionFact(
            key, resource.Codings("code"), resource.Words("code"), resource.Code("clinicalStatus"),
            resource.Moment("onsetDateTime") ?? resource.Start("onsetPeriod"),
            resource.Moment("abatementDateTime") ?? resource.Start("abatementPeriod"),
            resource.Moment("recordedDate"), resource.Reference("encounter")?.Id);
    }

    public static ProcedureFact? Procedure(JsonElement resource, ResourceKey key)
    {
        if (resource.Text("status") is "entered-in-error" or "not-done" or "preparation") return null;
        return new ProcedureFact(
            key, resource.Codings("code"), resource.Words("code"),
            resource.Moment("performedDateTime") ?? resource.Start("performedPeriod") ?? resource.Moment("occurrenceDateTime") ?? resource.Start("occurrencePeriod"),
            resource.Reference("encounter")?.Id);
    }

    public static AllergyFact? Allergy(JsonElement resource, ResourceKey key)
    {
        if (Wrong.Contains(resource.Code("verificationStatus"))) return null;
        var reactions = resource.Items("reaction").SelectMany(reaction => reaction.Items("manifestation").Select(manifestation => Words(manifestation)));
        return new AllergyFact(
            // Where the code names a group or says "see below", each reaction may name the substance itself.
            key, [.. resource.Codings("code"), .. resource.Items("reaction").SelectMany(reaction => reaction.Codings("substance"))], Substance(resource),
            resource.Code("clinicalStatus"), resource.Code("verificationStatus"),
            resource.Text("criticality") ?? "", resource.Code("type"), [.. reactions.Where(words => words.Length > 0)],
            resource.Moment("recordedDate") ?? resource.Moment("onsetDateTime"));
    }

    private static string Substance(JsonElement resource) =>
        resource.Words("code") is { Length: > 0 } words ? words
        : resource.Items("reaction").Select(reaction => reaction.Words("substance")).FirstOrDefault(substance => substance.Length > 0) ?? "";

    /// <summary>A medicine without its ingredients' names, which may stand in a Medication resource still to come.</summary>
    public static MedicationFact? Medication(JsonElement resource, ResourceKey key)
    {
        if (resource.Text("status") is "entered-in-error" or "cancelled" or "draft" or "not-done" or "not-taken" or "unknown" && key.Type != "MedicationRequest") return null;
        if (resource.Text("status") is "entered-in-error" or "cancelled" or "draft") return null;
        // A proposal or a plan is nobody's order; the product's own output is one. US Core records what a patient takes on their own as a reported plan.
        if (resource.Text("intent") is "proposal" or "option" || (resource.Text("intent") is "plan" && !PatientRecord.IsReported(resource))) return null;
        if (resource.Child("doNotPerform") is { ValueKind: JsonValueKind.True }) return null;
        var authored = resource.Moment("authoredOn") ?? resource.Moment("effectiveDateTime") ?? resource.Start("effectivePeriod") ?? resource.Moment("dateAsserted")
            ?? resource.Moment("occurenceDateTime") ?? resource.Start("occurencePeriod");
        var end = resource.End("effectivePeriod") ?? resource.Child("dispenseRequest")?.End("validityPeriod");
        var encounter = resource.Reference("encounter") ?? (resource.Reference("context") is { Type: "Encounter" or "Resource" } context ? context : null);
        // R5 puts concept and reference into one field.
        var concept = resource.Child("medication") is { } medication && medication.Child("concept") is not null ? medication : resource;
        var name = concept.Child("concept") is null ? "medicationCodeableConcept" : "concept";
        return new MedicationFact(key, concept.Codings(name), concept.Words(name), [], resource.Text("status") ?? "", authored, end, encounter?.Id);
    }

    /// <summary>One observation, or each component of a panel.</summary>
    public static IEnumerable<ObservationFact> Observations(JsonElement resource, ResourceKey key)
    {
        if (resource.Text("status") is "entered-in-error" or "cancelled" or "registered") yield break;
        var effective = resource.Moment("effectiveDateTime") ?? resource.Start("effectivePeriod") ?? resource.Moment("effectiveInstant") ?? resource.Moment("issued");
        if (Observation(resource, key, effective) is { } whole) yield return whole;
        foreach (var component in resource.Items("component"))
            if (Observation(component, key, effective) is { } part) yield return part;
    }

    private static ObservationFact? Observation(JsonElement element, ResourceKey key, DateTimeOffset? effective)
    {
        var codes = element.Codings("code");
        var code = codes.FirstOrDefault(one => one.System == CodeSystems.Loinc && SafetyObservations.Codes.Contains(one.Code)) ?? codes.FirstOrDefault();
        if (code is null || !SafetyObservations.Codes.Contains(code.Code)) return null;
        decimal? value = null;
        var quantity = element.Child("valueQuantity");
        if (quantity?.Child("value") is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var read)) value = read;
        else if (element.Child("valueInteger") is { ValueKind: JsonValueKind.Number } integer && integer.TryGetDecimal(out read)) value = read;
        // "<15" is less than 15, and ">500" more than 500: a limit that asks for less or more than that is met.
        value = quantity?.Text("comparator") switch { "<" when value >= Hair => value - Hair, ">" => value + Hair, _ => value };
        var answers = element.Codings("valueCodeableConcept");
        var answer = answers.FirstOrDefault(one => one.System is CodeSystems.Loinc or CodeSystems.Snomed) ?? answers.FirstOrDefault()
            ?? (element.Words("valueCodeableConcept") is { Length: > 0 } words ? new Coding("", words, words) : null)
            ?? (SafetyObservations.InWords.Contains(code.Code) && (element.Text("valueDateTime") ?? element.Text("valueString")) is { Length: > 0 and <= LongestAnswer } said ? new Coding("", said, said) : null);
        if (value is null && answer is null) return null;
        return new ObservationFact(key, code, value, quantity?.Text("code") ?? quantity?.Text("unit"), answer, effective);
    }

    private static string Words(JsonElement concept) =>
        concept.Text("text") ?? concept.Items("coding").Select(coding => coding.Text("display") ?? coding.Text("code")).FirstOrDefault(words => words is not null)
        ?? (concept.Child("concept") is { } inner ? Words(inner) : "");
}
