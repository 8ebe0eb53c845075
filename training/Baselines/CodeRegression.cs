using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>Logistic regression per drug over an encounter's codes, with or without the patient's earlier medicines.</summary>
internal sealed class CodeRegression(string name, Func<Sample, IEnumerable<string>> words) : IBaseline
{
    public string Name => name;

    public static CodeRegression OnCodes => new("logistic regression, codes", CodeFeatures.Codes);

    public static CodeRegression OnCodesAndMedicines => new("logistic regression, codes and medicines", CodeFeatures.CodesAndMedicines);

    public IRecommender Fit(BaselineData data)
    {
        var train = data.WithOrders.ToList();
        var index = new Dictionary<string, int>(StringComparer.Ordinal) { ["intercept"] = 0 };
        foreach (var word in train.SelectMany(words))
            index.TryAdd(word, index.Count);
        var drugs = data.Drugs.Select((drug, i) => (drug, i)).ToDictionary(entry => entry.drug, entry => entry.i, StringComparer.Ordinal);
        var model = SparseLogisticRegression.Fit(
            [.. train.Select(Row)], [.. train.Select(sample => sample.Labels.Where(drugs.ContainsKey).Select(drug => drugs[drug]).ToArray())], index.Count, data.Drugs.Length);
        return new ScoredBaseline(name, data, sample => model.Score(Row(sample)));

        int[] Row(Sample sample) => [0, .. words(sample).Distinct(StringComparer.Ordinal).Where(index.ContainsKey).Select(word => index[word])];
    }
}
