using System.Collections.Immutable;
using MedRecCloud.Training.Baselines;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;

namespace MedRecCloud.Training.Evaluation.Protocols;

/// <summary>Carries a protocol out: fits baselines per fold, asks every model, judges all.</summary>
internal sealed class ProtocolRun(EvaluationProtocol protocol, Judge judge, int seed, Func<string, int, IProgress<int>> progress)
{
    /// <summary>Fits and judges one baseline.</summary>
    /// <param name="heldOut">Removed from the training labels, scored in the test.</param>
    public async Task<Judgement> JudgeAsync(IBaseline baseline, ImmutableArray<string> heldOut, CancellationToken cancellationToken)
    {
        var runs = new List<ScoredRun>();
        foreach (var fold in protocol.Folds)
        {
            var (train, validation) = (HeldOutDrugs.Without(fold.Train, heldOut).ToImmutableArray(), HeldOutDrugs.Without(fold.Validation, heldOut).ToImmutableArray());
            var drugs = FormularyBuilder.Build(train, Ingredients.Describe).Drugs.Select(drug => drug.Name).Union(heldOut).ToImmutableArray();
            var fitted = baseline.Fit(new BaselineData(train, validation, drugs, seed));
            runs.Add(await RunAsync(fitted, fold.Test, null, cancellationToken));
        }
        return judge.Of(baseline.Name, isBaseline: true, runs, heldOut);
    }

    /// <param name="prompts">The test encounters as the model's own template writes them, by data set, patient and encounter; null when it reads what the baselines read.</param>
    public async Task<Judgement> JudgeAsync(IRecommender model, IReadOnlyDictionary<string, Sample>? prompts, ImmutableArray<string> heldOut, CancellationToken cancellationToken)
    {
        var test = protocol.Folds.SelectMany(fold => fold.Test).ToList();
        return judge.Of(model.Name, model.IsBaseline, [await RunAsync(model, test, prompts, cancellationToken)], heldOut);
    }

    public static string KeyOf(Sample sample) => $"{sample.PatientKey}/{sample.Encounter}";

    private async Task<ScoredRun> RunAsync(IRecommender recommender, IReadOnlyList<Sample> test, IReadOnlyDictionary<string, Sample>? prompts, CancellationToken cancellationToken)
    {
        var counter = progress(recommender.Name, test.Count);
        var scored = new List<Scored>(test.Count);
        foreach (var sample in test)
        {
            cancellationToken.ThrowIfCancellationRequested();
            scored.Add(new Scored(sample, await recommender.RecommendAsync(prompts is null ? sample : prompts[KeyOf(sample)], cancellationToken)));
            counter.Report(scored.Count);
        }
        return new ScoredRun(recommender, scored);
    }
}
