using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>A <see cref="UsageTable"/> looked at from one visit: each count is read once, for all drugs.</summary>
public sealed class VisitUsage
{
    private readonly UsageTable _table;
    private readonly double[] _kind, _present, _active, _group, _type;

    internal VisitUsage(UsageTable table, string? kind, IEnumerable<string> present, IEnumerable<string> active, string group, string type) =>
        (_table, _kind, _present, _active, _group, _type) = (table, table.Shares(kind), Highest(table, present), Highest(table, active), table.Shares(group), table.Shares(type));

    /// <summary>How usual the drug is; <see cref="CandidateUsage.Unknown"/> for one that was not counted.</summary>
    public CandidateUsage Of(string drug) => _table.PlaceOf(drug) is { } place
        ? new CandidateUsage(_kind[place], _present[place], _active[place], _group[place], _type[place])
        : CandidateUsage.Unknown;

    private static double[] Highest(UsageTable table, IEnumerable<string> keys)
    {
        double[]? highest = null;
        foreach (var key in keys)
        {
            var shares = table.Shares(key);
            for (var drug = 0; drug < highest?.Length; drug++)
                shares[drug] = Math.Max(shares[drug], highest[drug]);
            highest = shares;
        }
        return highest ?? table.Shares(null);
    }
}
