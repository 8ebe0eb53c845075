using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>The log odds of drugs among training encounters: where their logits start, so that no update is spent on learning that most drugs are rare.</summary>
internal static class DrugPriors
{
    public static float[] Of(IReadOnlyCollection<Sample> train, IEnumerable<string> drugs)
    {
        var orders = train.SelectMany(sample => sample.Labels).CountBy(drug => drug).ToDictionary();
        return [.. drugs.Select(drug => (orders.GetValueOrDefault(drug) + 0.5) / (train.Count + 1)).Select(share => (float)Math.Log(share / (1 - share)))];
    }
}
