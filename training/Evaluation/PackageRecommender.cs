using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>A model package, or any other scorer of prompts, under judgement: it proposes what reaches its own thresholds.</summary>
internal sealed class PackageRecommender(string name, ImmutableArray<string> drugs, IMedicationScorer scorer) : IRecommender
{
    public string Name => name;

    public bool IsBaseline => false;

    public ImmutableArray<string> Drugs => drugs;

    /// <exception cref="InvalidOperationException">The scorer answered with other drugs than the package names.</exception>
    public async ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken)
    {
        var answer = await scorer.ScoreAsync(sample.Prompt, DateTimeOffset.MaxValue, cancellationToken);
        if (answer.Scores.Length != drugs.Length || !answer.Scores.Select(score => score.Drug).SequenceEqual(drugs))
            throw new InvalidOperationException($"{name} answered with {answer.Scores.Length} scores that are not its {drugs.Length} candidates in order.");
        return new Recommendation(
            [.. answer.Scores.Select(score => score.Probability)], [.. Enumerable.Range(0, drugs.Length).Where(i => answer.Scores[i].Probability >= answer.Scores[i].Threshold)]);
    }
}
