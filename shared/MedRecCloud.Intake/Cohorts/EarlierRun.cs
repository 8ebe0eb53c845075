using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>What a run proposed, to compare others with. Holds its drugs in memory, each name once: about 200 bytes an encounter.</summary>
internal sealed class EarlierRun
{
    private readonly Dictionary<string, string[]> _drugs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Failures are not compared with.</summary>
    public void Add(CohortResult result)
    {
        if (result.Outcome != "failed") _drugs[result.Encounter] = result.Drugs.IsEmpty ? [] : [.. result.Drugs.Select(drug => Same(drug.Drug))];
    }

    /// <summary>The drugs proposed for an encounter; null when there is no result.</summary>
    public string[]? Find(string encounter) => _drugs.GetValueOrDefault(encounter);

    private string Same(string name) => _names.TryGetValue(name, out var known) ? known : _names[name] = name;
}
