using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Baselines;

/// <summary>What the boosted trees see of one (encounter, drug) pair: how usual the drug is for such an encounter, and the drug's own history in the patient.</summary>
internal sealed class PairFeatures
{
    public const int Count = 29;
    private const float Never = 1e5f;
    private readonly DrugShares _shares;

    /// <param name="samples">The encounters whose orders count as known; never those whose features are made, or the trees learn to read the answer.</param>
    public PairFeatures(IEnumerable<Sample> samples, ImmutableArray<string> drugs) => _shares = new DrugShares(samples, drugs, Keys);

    /// <summary>One row per drug.</summary>
    public IEnumerable<float[]> Rows(Sample sample, ImmutableArray<string> drugs)
    {
        var codes = sample.Codes;
        var (type, reason, kind, visitClass) = ("type:" + codes.Type, "reason:" + codes.Reason, $"kind:{codes.Type}|{codes.Reason}", "class:" + codes.Class);
        var (active, here) = (codes.Active.Select(code => "active:" + code).ToArray(), codes.Here.Select(code => "here:" + code).ToArray());
        for (var drug = 0; drug < drugs.Length; drug++)
        {
            var overall = (float)_shares.Overall(drug);
            var (activeBest, activeSecond, activeMean) = Shares(active, drug, overall);
            var (hereBest, _, hereMean) = Shares(here, drug, overall);
            var history = sample.Prompt.Histories.GetValueOrDefault(drugs[drug]) ?? CandidateHistory.Never;
            yield return
            [
                overall, activeBest, activeSecond, activeMean, hereBest, hereMean,
                (float)_shares.Of(type, drug), (float)_shares.Of(reason, drug), (float)_shares.Of(kind, drug), (float)_shares.Of(visitClass, drug), _shares.Support(kind),
                sample.Age ?? -1, sample.Sex == "male" ? 1 : 0, active.Length, here.Length, codes.EarlierVisits, codes.VisitsOfKind,
                codes.LastOfKind.Length, codes.LastOrders.Length, codes.RecentMedicines.Length, sample.Prompt.Histories.Count,
                history.Orders, history.DaysSinceLast ?? Never, history.AtLastVisit ? 1 : 0, history.AtLastVisitOfKind is { } atLast ? (atLast ? 1 : 0) : -1, (float)history.ShareOfKind,
                history.OnNoteList ? 1 : 0, codes.LastOrders.Contains(drugs[drug]) ? 1 : 0, codes.RecentMedicines.Contains(drugs[drug]) ? 1 : 0,
            ];
        }
    }

    private (float Best, float Second, float Mean) Shares(string[] keys, int drug, float overall)
    {
        if (keys.Length == 0)
            return (overall, overall, overall);
        var (best, second, sum) = (0f, 0f, 0f);
        foreach (var key in keys)
        {
            var share = (float)_shares.Of(key, drug);
            (best, second, sum) = (Math.Max(best, share), share > best ? best : Math.Max(second, share), sum + share);
        }
        return (best, second, sum / keys.Length);
    }

    private static IEnumerable<string> Keys(Sample sample) =>
    [
        "type:" + sample.Codes.Type, "reason:" + sample.Codes.Reason, $"kind:{sample.Codes.Type}|{sample.Codes.Reason}", "class:" + sample.Codes.Class,
        .. sample.Codes.Active.Select(code => "active:" + code), .. sample.Codes.Here.Select(code => "here:" + code),
    ];
}
