using System.Collections.Immutable;

namespace MedRecCloud.Training.Data;

/// <summary>Counts a data folder while it is read. One reader at a time writes it.</summary>
internal sealed class CohortTally
{
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private readonly HashSet<string> _drugs = new(StringComparer.Ordinal);
    private int _patients, _encounters, _withOrders;
    private long _labels;

    public int Patients => _patients;

    public int Encounters => _encounters;

    /// <param name="reason">What was wrong with the row, in words that name no content.</param>
    public void Drop(string reason, long rows = 1)
    {
        if (rows > 0)
            _dropped[reason] = _dropped.GetValueOrDefault(reason) + rows;
    }

    public void CountPatient() => _patients++;

    public void Count(Sample sample)
    {
        _encounters++;
        _withOrders += sample.Labels.IsEmpty ? 0 : 1;
        _labels += sample.Labels.Length;
        _drugs.UnionWith(sample.Labels);
    }

    public CohortReport Report(string dataSet, string layout, ImmutableSortedDictionary<string, string> files, string configHash) =>
        new(dataSet, layout, _patients, _encounters, _withOrders, _labels, _drugs.Count, _dropped.ToImmutableSortedDictionary(StringComparer.Ordinal), files, configHash);
}
