using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>
/// Counts of training visits and of what they ordered, by what makes visits comparable (<c>usage.json</c> of a model package). It tells a model what is usual,
/// so that its weights need not learn every pair of reason and drug from a few patients. Counts of fewer than <see cref="FewestVisits"/> visits are not kept:
/// they would describe single patients.
/// </summary>
public sealed class UsageTable
{
    /// <summary>Visits below which a count is dropped.</summary>
    public const int FewestVisits = 3;

    // Imaginary visits with the drug's overall share: one visit proves little.
    private const double Prior = 1;

    // Read from JSON, the sorted dictionary would compare by the machine's culture.
    private readonly FrozenDictionary<string, ImmutableArray<int>> _counts;
    private readonly FrozenDictionary<string, int> _drugs;
    private readonly double[] _overall;

    /// <param name="visits">Training visits in all.</param>
    /// <param name="drugs">The drugs that were counted, in ordinal order.</param>
    /// <param name="orders">Visits that ordered each, in that order.</param>
    /// <param name="keys">By key: how many visits had it, then pairs of a drug's place and how many of them ordered it.</param>
    [JsonConstructor]
    public UsageTable(int visits, ImmutableArray<string> drugs, ImmutableArray<int> orders, ImmutableSortedDictionary<string, ImmutableArray<int>> keys)
    {
        (Visits, Drugs, Orders, Keys) = (visits, drugs, orders, keys);
        if (drugs.Length != orders.Length || keys.Values.Any(counts => !Fits(counts, drugs.Length)))
            throw new ArgumentException("The usage table's counts do not fit its drugs.", nameof(keys));
        _counts = keys.ToFrozenDictionary(StringComparer.Ordinal);
        _drugs = drugs.Select((drug, i) => (drug, i)).ToFrozenDictionary(entry => entry.drug, entry => entry.i, StringComparer.Ordinal);
        _overall = [.. orders.Select(count => (double)count / Math.Max(1, visits))];
    }

    /// <summary>Knows nothing: every drug's usage is unknown.</summary>
    public static UsageTable Empty { get; } = new(0, [], [], ImmutableSortedDictionary<string, ImmutableArray<int>>.Empty);

    public int Visits { get; }

    public ImmutableArray<string> Drugs { get; }

    public ImmutableArray<int> Orders { get; }

    public ImmutableSortedDictionary<string, ImmutableArray<int>> Keys { get; }

    /// <summary>Counts visits and their orders.</summary>
    /// <param name="visits">Training visits, those without orders included.</param>
    /// <param name="drugs">Orders of other drugs are not counted.</param>
    public static UsageTable Count(IEnumerable<(VisitAspects Aspects, IReadOnlyCollection<string> Orders)> visits, IEnumerable<string> drugs)
    {
        ImmutableArray<string> names = [.. drugs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var places = names.Select((drug, i) => (drug, i)).ToDictionary(entry => entry.drug, entry => entry.i, StringComparer.Ordinal);
        var (total, overall, counted, ordered) = (0, new int[names.Length], new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, SortedDictionary<int, int>>(StringComparer.Ordinal));
        foreach (var (aspects, orders) in visits)
        {
            total++;
            var own = orders.Where(places.ContainsKey).Select(drug => places[drug]).ToArray();
            foreach (var drug in own)
                overall[drug]++;
            foreach (var key in KeysOf(aspects))
            {
                counted[key] = counted.GetValueOrDefault(key) + 1;
                if (!ordered.TryGetValue(key, out var drugsOfKey))
                    ordered[key] = drugsOfKey = [];
                foreach (var drug in own)
                    drugsOfKey[drug] = drugsOfKey.GetValueOrDefault(drug) + 1;
            }
        }
        return new UsageTable(total, names, [.. overall], counted.Where(entry => entry.Value >= FewestVisits)
            .ToImmutableSortedDictionary(entry => entry.Key, ImmutableArray<int> (entry) => [entry.Value, .. ordered[entry.Key].SelectMany(pair => new[] { pair.Key, pair.Value })], StringComparer.Ordinal));
    }

    /// <summary>Reads a package's table.</summary>
    /// <exception cref="JsonException">Not a usage table.</exception>
    public static UsageTable Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<UsageTable>(json, ClinicalJson.Options) ?? throw new JsonException("The usage table is empty.");

    /// <summary>What is usual for one visit, drug by drug.</summary>
    public VisitUsage For(VisitAspects aspects)
    {
        var kind = ((string[])[Kind(aspects), "reason " + aspects.Reason, "type " + aspects.Type]).FirstOrDefault(_counts.ContainsKey);
        return new VisitUsage(this, kind, aspects.Present.Select(Present), aspects.Active.Select(Active), Group(aspects), "type " + aspects.Type);
    }

    /// <summary>Every drug's share among the visits with a key; its share among all visits where the key was not counted.</summary>
    internal double[] Shares(string? key)
    {
        if (key is null || !_counts.TryGetValue(key, out var counts))
            return [.. _overall];
        var shares = new double[_overall.Length];
        for (var drug = 0; drug < shares.Length; drug++)
            shares[drug] = Leaned(0, drug, counts[0]);
        for (var i = 1; i < counts.Length; i += 2)
            shares[counts[i]] = Leaned(counts[i + 1], counts[i], counts[0]);
        return shares;
    }

    internal int? PlaceOf(string drug) => _drugs.TryGetValue(drug, out var place) ? place : null;

    private double Leaned(int orders, int drug, int visits) => (orders + Prior * _overall[drug]) / (visits + Prior);

    private static bool Fits(ImmutableArray<int> counts, int drugs) =>
        counts.Length % 2 == 1 && counts[0] > 0 && Enumerable.Range(0, counts.Length / 2).All(pair => counts[1 + 2 * pair] >= 0 && counts[1 + 2 * pair] < drugs && counts[2 + 2 * pair] >= 0 && counts[2 + 2 * pair] <= counts[0]);

    private static IEnumerable<string> KeysOf(VisitAspects aspects) =>
        aspects.Present.Select(Present).Concat(aspects.Active.Select(Active)).Concat([Kind(aspects), Group(aspects), "type " + aspects.Type])
            .Concat(aspects.Reason.Length > 0 ? ["reason " + aspects.Reason] : []);

    private static string Kind(VisitAspects aspects) => $"kind {aspects.Type}|{aspects.Reason}";

    private static string Group(VisitAspects aspects) => $"group {aspects.Type}|{aspects.Reason}|{aspects.Group}";

    private static string Present(string code) => "present " + code;

    private static string Active(string code) => "active " + code;
}
