using System.Collections.Immutable;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Adds up one model's results. Memory grows with drugs and groups, not with encounters.</summary>
internal sealed class ReportTally(IReadOnlyList<DifferenceTally> differences)
{
    private readonly QualityTally _quality = new();
    private readonly SortedDictionary<(string By, string Value), QualityTally> _groups = [];
    private readonly SortedDictionary<string, (int Proposed, int Ordered, int Both)> _drugs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _models = new(StringComparer.Ordinal), _findings = new(StringComparer.Ordinal), _abstentions = new(StringComparer.Ordinal), _failures = new(StringComparer.Ordinal);
    private int _proposing, _abstained, _failedCount;

    public void Add(CohortResult result)
    {
        if (result.Outcome == "failed")
        {
            _failedCount++;
            Count(_failures, result.Reason ?? "unknown");
            return;
        }

        if (result.Outcome == "proposed") _proposing++;
        else
        {
            _abstained++;
            Count(_abstentions, result.Reason ?? "unknown");
        }

        if (result.Model is { } model) Count(_models, model);
        foreach (var finding in result.Findings) Count(_findings, finding);
        string[] proposed = [.. result.Drugs.Select(drug => drug.Drug)];
        _quality.Add(proposed, result.Orders);
        foreach (var group in ((string, string)[])[("age", CohortGroups.Age(result)), ("class", CohortGroups.Class(result)), ("sex", CohortGroups.Sex(result))])
        {
            if (!_groups.TryGetValue(group, out var tally)) _groups[group] = tally = new QualityTally();
            tally.Add(proposed, result.Orders);
        }

        foreach (var drug in proposed.Union(result.Orders))
        {
            var (ours, theirs, both) = _drugs.GetValueOrDefault(drug);
            var (isOurs, isTheirs) = (proposed.Contains(drug) ? 1 : 0, result.Orders.Contains(drug) ? 1 : 0);
            _drugs[drug] = (ours + isOurs, theirs + isTheirs, both + isOurs * isTheirs);
        }

        foreach (var difference in differences) difference.Add(result, proposed);
    }

    public CohortRun ToRun(string? model) => new()
    {
        Model = model,
        Scored = _proposing,
        Abstained = _abstained,
        Failed = _failedCount,
        Answered = _models.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Quality = _quality.ToQuality(),
        Drugs = [.. _drugs.Select(drug => new CohortRun.DrugCount(drug.Key, drug.Value.Proposed, drug.Value.Ordered, drug.Value.Both))
            .OrderByDescending(drug => drug.Proposed).ThenByDescending(drug => drug.Ordered).ThenBy(drug => drug.Drug, StringComparer.Ordinal)],
        Subgroups = [.. _groups.Select(group => new CohortRun.Subgroup(group.Key.By, group.Key.Value, group.Value.ToQuality()))],
        Findings = _findings.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Abstentions = _abstentions.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Failures = _failures.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Differences = [.. differences.Select(difference => difference.ToDifference())],
    };

    private static void Count(SortedDictionary<string, int> counts, string word) => counts[word] = counts.GetValueOrDefault(word) + 1;
}
