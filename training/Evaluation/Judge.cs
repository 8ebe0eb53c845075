using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>Runs recommenders over test encounters and computes every figure of the report.</summary>
internal sealed class Judge(Interactions interactions, int seed)
{
    private const int CurvePoints = 50;

    /// <summary>Judges runs of one method over disjoint test sets (the folds of a cross-fit) as one.</summary>
    /// <param name="heldOut">Drugs judged apart, because training never saw them as labels.</param>
    /// <exception cref="TrainingDataException">No test encounter has an order.</exception>
    public Judgement Of(string name, bool isBaseline, IReadOnlyList<ScoredRun> runs, ImmutableArray<string> heldOut)
    {
        var outcomes = runs.SelectMany(run => run.Encounters.Select(scored => VisitOutcome.Of(scored.Sample, run.Recommender, scored.Recommendation, interactions)))
            .OrderBy(outcome => outcome.Sample.PatientKey, StringComparer.Ordinal).ThenBy(outcome => outcome.Sample.PredictionTime).ThenBy(outcome => outcome.Sample.Encounter, StringComparer.Ordinal).ToList();
        var withOrders = outcomes.Where(outcome => outcome.All.True > 0).ToImmutableArray();
        if (withOrders.IsEmpty)
            throw new TrainingDataException("No test encounter has an order; there is nothing to judge.");
        return new Judgement(
            name, isBaseline, Metrics.Of(withOrders), withOrders, Bootstrap.Run(withOrders, seed), All(outcomes), Subgroups(withOrders), Drugs(runs), Curve(runs))
        {
            HeldOut = HeldOut(runs, heldOut),
        };
    }

    /// <summary>Compares every judgement with the best baseline (by Jaccard).</summary>
    public IReadOnlyList<Judgement> Compare(IReadOnlyList<Judgement> judgements)
    {
        var best = judgements.Where(judgement => judgement.IsBaseline).MaxBy(judgement => judgement.Metrics.Jaccard);
        return best is null ? judgements : [.. judgements.Select(own => ReferenceEquals(own, best) ? own
            : own with { AgainstBestBaseline = PairedBootstrap.Of(own.WithOrders, best.WithOrders, best.Name, visit => visit.All.Jaccard, seed) })];
    }

    private AllEncounters All(IReadOnlyCollection<VisitOutcome> outcomes) =>
        AllEncounters.Of(outcomes) with { MicroF1Deviation = Bootstrap.Deviation(Bootstrap.Run(outcomes, seed, AllEncounters.Of), round => round.MicroF1) };

    private Metrics? HeldOut(IReadOnlyList<ScoredRun> runs, ImmutableArray<string> heldOut)
    {
        var visits = runs.SelectMany(run => run.Encounters.Where(scored => scored.Sample.Labels.Any(heldOut.Contains)).Select(scored =>
        {
            var restricted = new RestrictedRecommender(run.Recommender, heldOut);
            return VisitOutcome.Of(scored.Sample with { Labels = scored.Sample.Labels.RemoveAll(drug => !heldOut.Contains(drug)) }, restricted, restricted.Restrict(scored.Recommendation), interactions);
        })).ToList();
        return visits.Count == 0 ? null : Metrics.Of(visits);
    }

    private static ImmutableSortedDictionary<string, Metrics> Subgroups(IReadOnlyCollection<VisitOutcome> visits) =>
        visits.SelectMany(visit => Groups(visit.Sample).Select(group => (group, visit))).GroupBy(entry => entry.group, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(group => group.Key, group => Metrics.Of([.. group.Select(entry => entry.visit)]), StringComparer.Ordinal);

    private static IEnumerable<string> Groups(Sample sample)
    {
        yield return "sex: " + sample.Sex;
        yield return "age: " + (sample.Age switch { null => "unknown", < 18 => "00-17", < 40 => "18-39", < 65 => "40-64", < 80 => "65-79", _ => "80 and over" });
        yield return sample.FirstVisit ? "visit: first" : "visit: later";
    }

    private static ImmutableArray<DrugScore> Drugs(IReadOnlyList<ScoredRun> runs)
    {
        var (orders, proposals, hits) = (new Dictionary<string, int>(), new Dictionary<string, int>(), new Dictionary<string, int>());
        foreach (var run in runs)
            foreach (var (sample, recommendation) in run.Encounters)
            {
                var proposed = recommendation.Chosen.Select(i => run.Recommender.Drugs[i]).ToHashSet(StringComparer.Ordinal);
                Count(orders, sample.Labels);
                Count(proposals, proposed);
                Count(hits, sample.Labels.Where(proposed.Contains));
            }
        return [.. orders.Keys.Union(proposals.Keys).Select(drug => new DrugScore(drug, orders.GetValueOrDefault(drug), proposals.GetValueOrDefault(drug), hits.GetValueOrDefault(drug)))
            .OrderByDescending(score => score.Orders).ThenBy(score => score.Drug, StringComparer.Ordinal)];

        static void Count(Dictionary<string, int> counts, IEnumerable<string> drugs)
        {
            foreach (var drug in drugs)
                counts[drug] = counts.GetValueOrDefault(drug) + 1;
        }
    }

    // Pooled over all pairs of encounters with orders.
    private static ImmutableArray<(double Recall, double Precision)> Curve(IReadOnlyList<ScoredRun> runs)
    {
        var pairs = runs.SelectMany(run => run.Encounters.Where(scored => !scored.Sample.Labels.IsEmpty).SelectMany(scored =>
            scored.Recommendation.Probabilities.Select((probability, i) => (probability, IsTrue: scored.Sample.Labels.Contains(run.Recommender.Drugs[i]))))).OrderByDescending(pair => pair.probability).ToList();
        var positives = runs.Sum(run => run.Encounters.Sum(scored => scored.Sample.Labels.Length));
        var (points, hits, next) = (ImmutableArray.CreateBuilder<(double, double)>(), 0, 0);
        for (var i = 0; i < pairs.Count; i++)
        {
            hits += pairs[i].IsTrue ? 1 : 0;
            if (i + 1 < pairs.Count && pairs[i + 1].probability.Equals(pairs[i].probability) || hits * CurvePoints < next * positives)
                continue;
            points.Add(((double)hits / positives, (double)hits / (i + 1)));
            next = hits * CurvePoints / Math.Max(1, positives) + 1;
        }
        return points.ToImmutable();
    }
}
