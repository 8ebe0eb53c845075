using System.Collections.Frozen;

namespace MedRecCloud.Local.Fhir;

/// <summary>
/// Which elements a search parameter reads, by its name or by <c>Type.name</c> where a type differs (R4, SearchParameter registry). Elements are paths; a choice type names all its forms.
/// </summary>
internal static class SearchParameters
{
    public static FrozenDictionary<string, string[]> Tokens { get; } = new Dictionary<string, string[]>
    {
        ["status"] = ["status"],
        ["category"] = ["category"],
        ["code"] = ["code"],
        ["type"] = ["type"],
        ["class"] = ["class"],
        ["intent"] = ["intent"],
        ["identifier"] = ["identifier"],
        ["gender"] = ["gender"],
        ["clinical-status"] = ["clinicalStatus"],
        ["verification-status"] = ["verificationStatus"],
        ["criticality"] = ["criticality"],
        ["reason-code"] = ["reasonCode"],
        ["AllergyIntolerance.code"] = ["code", "reaction.substance"],
        ["MedicationRequest.code"] = ["medicationCodeableConcept"],
        ["MedicationStatement.code"] = ["medicationCodeableConcept"],
        ["MedicationAdministration.code"] = ["medicationCodeableConcept"],
        ["_tag"] = ["meta.tag"],
        ["_security"] = ["meta.security"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string[]> Dates { get; } = new Dictionary<string, string[]>
    {
        ["_lastUpdated"] = ["meta.lastUpdated"],
        ["date"] = ["date", "effectiveDateTime", "effectivePeriod", "effectiveInstant", "performedDateTime", "performedPeriod", "occurrenceDateTime", "period"],
        ["AllergyIntolerance.date"] = ["recordedDate"],
        ["period"] = ["context.period", "period"],
        ["birthdate"] = ["birthDate"],
        ["onset-date"] = ["onsetDateTime", "onsetPeriod"],
        ["abatement-date"] = ["abatementDateTime", "abatementPeriod"],
        ["recorded-date"] = ["recordedDate"],
        ["authoredon"] = ["authoredOn"],
        ["effective"] = ["effectiveDateTime", "effectivePeriod"],
        ["effective-time"] = ["effectiveDateTime", "effectivePeriod"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string[]> References { get; } = new Dictionary<string, string[]>
    {
        ["patient"] = ["subject", "patient"],
        ["subject"] = ["subject", "patient"],
        ["encounter"] = ["encounter", "context.encounter", "context"],
        ["context"] = ["context"],
        ["medication"] = ["medicationReference"],
        ["requester"] = ["requester"],
        ["related"] = ["context.related"],
        ["relatesto"] = ["relatesTo.target"],
        ["target"] = ["target"],
        ["part-of"] = ["partOf"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string[]? Elements(FrozenDictionary<string, string[]> kind, string type, string name) =>
        kind.GetValueOrDefault($"{type}.{name}") ?? kind.GetValueOrDefault(name);
}
