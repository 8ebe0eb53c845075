using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>A laboratory value, vital sign or coded finding that a safety check may need (creatinine, weight, QTc, pregnancy status…).</summary>
/// <param name="Code">LOINC where the sender had one.</param>
/// <param name="Value">The number, when the value is a quantity.</param>
/// <param name="Unit">UCUM unit of <paramref name="Value"/>, as received.</param>
/// <param name="Answer">The coded value, when it is not a quantity.</param>
public sealed record ObservationFact(ResourceKey Source, Coding Code, decimal? Value, string? Unit, Coding? Answer, DateTimeOffset? Effective);
