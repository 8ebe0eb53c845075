using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation.Protocols;

/// <summary>What baselines learn from and what everything is judged on.</summary>
internal sealed record EvaluationFold(ImmutableArray<Sample> Train, ImmutableArray<Sample> Validation, ImmutableArray<Sample> Test);
