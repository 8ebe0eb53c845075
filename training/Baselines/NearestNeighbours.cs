using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>The orders of the most similar training encounters (cosine over codes and medicines, rare ones weighing more), weighted by similarity.</summary>
internal sealed class NearestNeighbours : IBaseline
{
    private const int Neighbours = 7;

    public string Name => "nearest neighbours";

    public IRecommender Fit(BaselineData data)
    {
        var train = data.WithOrders.ToList();
        var weights = train.SelectMany(sample => CodeFeatures.CodesAndMedicines(sample).Distinct(StringComparer.Ordinal)).CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Key, entry => Math.Log(1 + (double)train.Count / entry.Value), StringComparer.Ordinal);
        var vectors = train.Select(sample => Vector(sample, weights)).ToList();
        // word → encounters that have it: only encounters that share a word are looked at.
        var postings = vectors.SelectMany((vector, i) => vector.Select(entry => (entry.Key, Index: i, entry.Value))).ToLookup(entry => entry.Key, entry => (entry.Index, entry.Value), StringComparer.Ordinal);
        var labels = train.Select(sample => sample.Labels.Select(name => data.Drugs.IndexOf(name)).Where(i => i >= 0).ToArray()).ToList();
        // Leave-one-patient-out matters only where a training encounter is scored itself (no validation part).
        return new ScoredBaseline(Name, data, sample => Score(sample));

        double[] Score(Sample sample)
        {
            var similarity = new Dictionary<int, double>();
            foreach (var (word, weight) in Vector(sample, weights))
                foreach (var (index, other) in postings[word])
                    similarity[index] = similarity.GetValueOrDefault(index) + weight * other;
            var nearest = similarity.Where(entry => train[entry.Key].PatientKey != sample.PatientKey).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(Neighbours).ToList();
            var (scores, total) = (new double[data.Drugs.Length], nearest.Sum(entry => entry.Value));
            foreach (var (index, own) in nearest)
                foreach (var drug in labels[index])
                    scores[drug] += own / total;
            return scores;
        }
    }

    private static Dictionary<string, double> Vector(Sample sample, Dictionary<string, double> weights)
    {
        var vector = CodeFeatures.CodesAndMedicines(sample).Distinct(StringComparer.Ordinal).Where(weights.ContainsKey).ToDictionary(word => word, word => weights[word], StringComparer.Ordinal);
        var length = Math.Sqrt(vector.Values.Sum(value => value * value));
        return length == 0 ? vector : vector.ToDictionary(entry => entry.Key, entry => entry.Value / length, StringComparer.Ordinal);
    }
}
