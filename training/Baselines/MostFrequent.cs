using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>The same drugs for everybody: those ordered most often.</summary>
internal sealed class MostFrequent : IBaseline
{
    public string Name => "most frequent";

    public IRecommender Fit(BaselineData data)
    {
        var frequency = Frequency.Of(data);
        return new ScoredBaseline(Name, data, _ => frequency, ThresholdChoice.JaccardOrBest);
    }
}
