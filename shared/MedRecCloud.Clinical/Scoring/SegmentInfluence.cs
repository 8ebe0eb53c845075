namespace MedRecCloud.Clinical.Scoring;

/// <summary>How much a drug's probability falls when a part of the prompt is left out.</summary>
/// <param name="Field">The prompt field left out (see PromptSegment.Field).</param>
/// <param name="Drop">Probability with the part minus probability without it.</param>
public sealed record SegmentInfluence(string Drug, string Field, double Drop);
