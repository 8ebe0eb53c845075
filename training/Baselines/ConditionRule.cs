using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>A drug's share among training encounters that recorded one of this encounter's conditions or had its reason; the best of them counts.</summary>
internal sealed class ConditionRule : IBaseline
{
    public string Name => "condition rule";

    public IRecommender Fit(BaselineData data)
    {
        var shares = new DrugShares(data.WithOrders, data.Drugs, sample => CodeFeatures.Conditions(sample.Codes));
        return new ScoredBaseline(Name, data, sample =>
        {
            var best = new double[data.Drugs.Length];
            foreach (var key in CodeFeatures.Conditions(sample.Codes))
                for (var drug = 0; drug < best.Length; drug++)
                    best[drug] = Math.Max(best[drug], shares.Of(key, drug));
            return best;
        });
    }
}
