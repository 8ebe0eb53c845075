using System.Collections.Immutable;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>An allergy or intolerance (FHIR <c>AllergyIntolerance</c>), from a resource or a note's allergy section.</summary>
/// <param name="Codes">Substance or class codes, as received.</param>
/// <param name="Text">The substance's name, as received.</param>
/// <param name="Criticality">low, high, unable-to-assess; empty when missing.</param>
/// <param name="Type">allergy or intolerance; empty when missing.</param>
/// <param name="Reactions">Manifestations, as received.</param>
public sealed record AllergyFact(
    ResourceKey Source,
    ImmutableArray<Coding> Codes,
    string Text,
    string ClinicalStatus,
    string VerificationStatus,
    string Criticality,
    string Type,
    ImmutableArray<string> Reactions,
    DateTimeOffset? Recorded);
