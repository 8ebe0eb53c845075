using System.Collections.Immutable;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Counts what of a source cannot be used. One reader at a time writes it.</summary>
internal sealed class CohortProblems
{
    private const int MostReasons = 200;
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <param name="reason">Words that name no content.</param>
    public void Add(string reason, long count = 1)
    {
        if (count <= 0) return;
        // A file of nonsense may hold a new "type" in every line.
        if (!_counts.ContainsKey(reason) && _counts.Count >= MostReasons) reason = "other";
        _counts[reason] = _counts.GetValueOrDefault(reason) + count;
    }

    public ImmutableSortedDictionary<string, long> ToImmutable() => _counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
