using System.Collections.Immutable;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>What a service answers: cards, the gravest first (cds-hooks.hl7.org 2.0, "CDS Service Response").</summary>
public sealed record CardResponse(ImmutableArray<Card> Cards);
