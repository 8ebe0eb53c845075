using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>
/// The best share of a drug among the training encounters that recorded one of this encounter's conditions, whose patients had one of its other active
/// conditions, or that had its reason or its kind. It proposes what reaches the threshold, and where nothing does the one best drug.
/// </summary>
internal sealed class ConditionRule : IBaseline
{
    // Where no condition was met before, drugs follow in the order of their frequency, below all that a condition speaks for.
    private const double Unspoken = 0.01;

    public string Name => "condition rule";

    public IRecommender Fit(BaselineData data)
    {
        var shares = new DrugShares(data.WithOrders, data.Drugs, sample => CodeFeatures.Conditions(sample.Codes), prior: 0);
        return new ScoredBaseline(Name, data, sample =>
        {
            var best = Enumerable.Range(0, data.Drugs.Length).Select(drug => Unspoken * shares.Overall(drug)).ToArray();
            foreach (var key in CodeFeatures.Conditions(sample.Codes).Where(key => shares.Support(key) > 0))
                for (var drug = 0; drug < best.Length; drug++)
                    best[drug] = Math.Max(best[drug], shares.Of(key, drug));
            return best;
        }, ThresholdChoice.JaccardOrBest);
    }
}
