using System.Collections.Immutable;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>A procedure done before t0.</summary>
/// <param name="Encounter">Id of the encounter it was done in, when stated.</param>
public sealed record ProcedureFact(ResourceKey Source, ImmutableArray<Coding> Codes, string Text, DateTimeOffset? Performed, string? Encounter);
