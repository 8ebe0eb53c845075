using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>Divides a formulary into the groups that get an adapter each.</summary>
internal static class DrugGroups
{
    public const string None = "none", Frequency = "frequency", Atc = "atc", Prescription = "co-prescription";

    public static ImmutableArray<string> Schemes { get; } = [None, Frequency, Atc, Prescription];

    /// <param name="formulary">Most frequent drug first.</param>
    /// <param name="train">Training samples, for what is ordered together.</param>
    /// <param name="scheme">One of <see cref="Schemes"/>.</param>
    /// <param name="count">How many groups at most.</param>
    /// <returns>The formulary with a group on every drug; without groups as it was.</returns>
    /// <exception cref="ArgumentException">There is no such scheme.</exception>
    public static Formulary Assign(Formulary formulary, IReadOnlyCollection<Sample> train, string scheme, int count) => scheme switch
    {
        None => formulary,
        // Contiguous blocks of the list ordered by frequency, as in LAMO's code.
        Frequency => With(formulary, i => $"f{(long)i * count / formulary.Drugs.Length}"),
        // The anatomical main group; drugs without a code share one.
        Atc => With(formulary, i => formulary.Drugs[i].Atc.IsDefaultOrEmpty ? "atc-none" : $"atc-{formulary.Drugs[i].Atc[0][..1].ToLowerInvariant()}"),
        Prescription => Clustered(formulary, train, count),
        _ => throw new ArgumentException($"There is no grouping '{scheme}'. Known: {string.Join(", ", Schemes)}.", nameof(scheme)),
    };

    /// <summary>Average-link clusters of drugs by how often they are ordered in the same encounter (Jaccard of their encounter sets).</summary>
    private static Formulary Clustered(Formulary formulary, IReadOnlyCollection<Sample> train, int count)
    {
        var drugs = formulary.Drugs.Length;
        var (together, alone) = (new double[drugs, drugs], new double[drugs]);
        foreach (var labels in train.Select(sample => sample.Labels.Select(formulary.IndexOf).Where(i => i >= 0).ToArray()))
            foreach (var i in labels)
            {
                alone[i]++;
                foreach (var j in labels)
                    together[i, j]++;
            }
        var clusters = Enumerable.Range(0, drugs).Select(i => new List<int> { i }).ToList();
        while (clusters.Count > Math.Max(1, count))
        {
            var (best, left, right) = (double.NegativeInfinity, 0, 1);
            for (var a = 0; a < clusters.Count; a++)
                for (var b = a + 1; b < clusters.Count; b++)
                {
                    // A small penalty on size keeps one cluster from taking everything.
                    var likeness = clusters[a].Sum(i => clusters[b].Sum(j => together[i, j] / Math.Max(1, alone[i] + alone[j] - together[i, j]))) / (clusters[a].Count * clusters[b].Count)
                                   - 1e-3 * (clusters[a].Count + clusters[b].Count);
                    if (likeness > best)
                        (best, left, right) = (likeness, a, b);
                }
            clusters[left].AddRange(clusters[right]);
            clusters.RemoveAt(right);
        }
        var group = clusters.SelectMany((members, c) => members.Select(drug => (drug, c))).ToDictionary(entry => entry.drug, entry => entry.c);
        return With(formulary, i => $"c{group[i]}");
    }

    private static Formulary With(Formulary formulary, Func<int, string> group) => new([.. formulary.Drugs.Select((drug, i) => drug with { Group = group(i) })]);
}
