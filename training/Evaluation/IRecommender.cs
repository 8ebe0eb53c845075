using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>Anything under judgement: a model package, a model in training, or a baseline.</summary>
internal interface IRecommender
{
    string Name { get; }

    bool IsBaseline { get; }

    /// <summary>Ingredient names in the order of <see cref="Recommendation.Probabilities"/>.</summary>
    ImmutableArray<string> Drugs { get; }

    /// <summary>Reads the prompt, never the labels.</summary>
    ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken);
}
