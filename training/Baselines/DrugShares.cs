using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Baselines;

/// <summary>For each key of an encounter (a condition, a type, a reason) the share of the training encounters with that key that ordered each drug, smoothed towards the drug's overall share.</summary>
internal sealed class DrugShares
{
    private readonly double _prior;
    private readonly Dictionary<string, int> _encounters = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, int Drug), int> _orders = [];
    private readonly double[] _overall;

    /// <param name="prior">Imaginary encounters with the overall share.</param>
    public DrugShares(IEnumerable<Sample> samples, ImmutableArray<string> drugs, Func<Sample, IEnumerable<string>> keys, double prior = 1)
    {
        _prior = prior;
        var index = drugs.Select((drug, i) => (drug, i)).ToDictionary(entry => entry.drug, entry => entry.i, StringComparer.Ordinal);
        var (total, overall) = (0, new int[drugs.Length]);
        foreach (var sample in samples)
        {
            total++;
            var labels = sample.Labels.Where(index.ContainsKey).Select(name => index[name]).ToArray();
            foreach (var drug in labels)
                overall[drug]++;
            foreach (var key in keys(sample).Distinct(StringComparer.Ordinal))
            {
                _encounters[key] = _encounters.GetValueOrDefault(key) + 1;
                foreach (var drug in labels)
                    _orders[(key, drug)] = _orders.GetValueOrDefault((key, drug)) + 1;
            }
        }
        _overall = [.. overall.Select(count => (double)count / Math.Max(1, total))];
    }

    public double Overall(int drug) => _overall[drug];

    /// <summary>How many training encounters had the key.</summary>
    public int Support(string key) => _encounters.GetValueOrDefault(key);

    public double Of(string key, int drug) => (_orders.GetValueOrDefault((key, drug)) + _prior * _overall[drug]) / (_encounters.GetValueOrDefault(key) + _prior);
}
