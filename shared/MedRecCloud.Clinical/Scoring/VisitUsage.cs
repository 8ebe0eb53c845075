using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>A <see cref="UsageTable"/> looked at from one visit.</summary>
public sealed class VisitUsage
{
    private readonly UsageTable _table;
    private readonly string? _kind;
    private readonly ImmutableArray<string> _present, _active;
    private readonly string _group, _type;

    internal VisitUsage(UsageTable table, string? kind, ImmutableArray<string> present, ImmutableArray<string> active, string group, string type) =>
        (_table, _kind, _present, _active, _group, _type) = (table, kind, present, active, group, type);

    /// <summary>How usual the drug is; <see cref="CandidateUsage.Unknown"/> for one that was not counted.</summary>
    public CandidateUsage Of(string drug) => _table.PlaceOf(drug) is { } place
        ? new CandidateUsage(_table.Share(_kind, place), Highest(_present, place), Highest(_active, place), _table.Share(_group, place), _table.Share(_type, place))
        : CandidateUsage.Unknown;

    /// <summary>The same for many drugs, in their order: each count is read once, so a whole formulary costs little more than one drug.</summary>
    public CandidateUsage[] Of(IReadOnlyList<string> drugs)
    {
        var (kind, present, active, group, type) = (_table.Shares(_kind), Highest(_present), Highest(_active), _table.Shares(_group), _table.Shares(_type));
        return [.. drugs.Select(drug => _table.PlaceOf(drug) is { } place ? new CandidateUsage(kind[place], present[place], active[place], group[place], type[place]) : CandidateUsage.Unknown)];
    }

    private double[] Highest(ImmutableArray<string> keys)
    {
        if (keys.IsEmpty) return _table.Shares(null);
        var highest = _table.Shares(keys[0]);
        foreach (var key in keys[1..])
        {
            var shares = _table.Shares(key);
            for (var drug = 0; drug < highest.Length; drug++) highest[drug] = Math.Max(highest[drug], shares[drug]);
        }

        return highest;
    }

    private double Highest(ImmutableArray<string> keys, int drug)
    {
        var highest = double.NaN;
        foreach (var key in keys)
            highest = double.IsNaN(highest) ? _table.Share(key, drug) : Math.Max(highest, _table.Share(key, drug));
        return double.IsNaN(highest) ? _table.Share(null, drug) : highest;
    }
}
