using System.Collections.Immutable;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Compares a run with another one, encounter by encounter.</summary>
/// <param name="against">Its name.</param>
/// <param name="model">The model of this run, where the cohort has several.</param>
internal sealed class DifferenceTally(string against, EarlierRun earlier, string? model)
{
    private readonly SortedDictionary<string, (int Gained, int Lost, ChangeBootstrap Net, SortedDictionary<string, int> Groups)> _drugs = new(StringComparer.Ordinal);
    private readonly List<Change> _changes = [];
    private readonly PatientBootstrap _bootstrap = new();
    private readonly HashSet<string> _patients = new(StringComparer.Ordinal);
    private int _common, _identical;
    private double _agreement;

    /// <summary>A line of <c>differences.ndjson</c>.</summary>
    internal sealed record Change(string Encounter, string Against, string? Model, ImmutableArray<string> Gained, ImmutableArray<string> Lost);

    public IReadOnlyList<Change> Changes => _changes;

    public void Add(CohortResult result, string[] proposed)
    {
        if (earlier.Find(result.Encounter) is not { } before) return;
        _common++;
        _patients.Add(result.Patient);
        _agreement += QualityTally.Jaccard(proposed, before);
        string[] gained = [.. proposed.Except(before).Order(StringComparer.Ordinal)], lost = [.. before.Except(proposed).Order(StringComparer.Ordinal)];
        if (gained.Length + lost.Length == 0) _identical++;
        else _changes.Add(new Change(result.Encounter, against, model, [.. gained], [.. lost]));
        foreach (var drug in gained) Count(drug, 1, 0, result);
        foreach (var drug in lost) Count(drug, 0, 1, result);
        if (!result.Orders.IsEmpty)
            _bootstrap.Add(result.Patient, QualityTally.Jaccard(proposed, result.Orders) - QualityTally.Jaccard(before, result.Orders));
    }

    public CohortDifference ToDifference() => new(
        against, _common, _identical, _common == 0 ? null : Math.Round(_agreement / _common, 4),
        [.. _drugs.Select(drug => ToChange(drug.Key, drug.Value.Gained, drug.Value.Lost, drug.Value.Net.ToInterval(_patients.Count), drug.Value.Groups))
            .OrderByDescending(change => change.Gained + change.Lost).ThenBy(change => change.Drug, StringComparer.Ordinal)],
        _bootstrap.ToInterval());

    private static CohortDifference.DrugChange ToChange(string drug, int gained, int lost, (int Lower, int Upper) net, SortedDictionary<string, int> groups) =>
        new(drug, gained, lost, net.Lower, net.Upper, groups.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private void Count(string drug, int gained, int lost, CohortResult result)
    {
        var (allGained, allLost, net, groups) = _drugs.TryGetValue(drug, out var known) ? known : (0, 0, new ChangeBootstrap(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        net.Add(result.Patient, gained - lost);
        var word = gained > 0 ? "gained" : "lost";
        foreach (var group in (string[])[$"{word} sex {CohortGroups.Sex(result)}", $"{word} age {CohortGroups.Age(result)}"]) groups[group] = groups.GetValueOrDefault(group) + 1;
        _drugs[drug] = (allGained + gained, allLost + lost, net, groups);
    }
}
