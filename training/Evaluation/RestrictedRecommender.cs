using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>A recommender of which only some drugs count.</summary>
internal sealed class RestrictedRecommender : IRecommender
{
    private readonly IRecommender _whole;
    private readonly int[] _kept;

    public RestrictedRecommender(IRecommender whole, ImmutableArray<string> drugs)
    {
        _whole = whole;
        _kept = [.. Enumerable.Range(0, whole.Drugs.Length).Where(i => drugs.Contains(whole.Drugs[i]))];
        Drugs = [.. _kept.Select(i => whole.Drugs[i])];
    }

    public string Name => _whole.Name;

    public bool IsBaseline => _whole.IsBaseline;

    public ImmutableArray<string> Drugs { get; }

    public async ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken) =>
        Restrict(await _whole.RecommendAsync(sample, cancellationToken));

    public Recommendation Restrict(Recommendation recommendation)
    {
        var chosen = recommendation.Chosen.ToHashSet();
        return new Recommendation([.. _kept.Select(i => recommendation.Probabilities[i])], [.. Enumerable.Range(0, _kept.Length).Where(i => chosen.Contains(_kept[i]))]);
    }
}
