using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>An encounter and what was recommended for it.</summary>
internal sealed record Scored(Sample Sample, Recommendation Recommendation);
