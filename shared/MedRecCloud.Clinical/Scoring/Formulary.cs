using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>The drugs a model may score, in the model's order.</summary>
public sealed record Formulary
{
    private readonly ImmutableDictionary<string, int> _index;

    /// <exception cref="ArgumentException">No drug, or a name twice.</exception>
    public Formulary(ImmutableArray<FormularyDrug> drugs)
    {
        if (drugs.IsDefaultOrEmpty) throw new ArgumentException("A formulary holds at least one drug.", nameof(drugs));
        Drugs = drugs;
        try { _index = drugs.Select((drug, i) => KeyValuePair.Create(drug.Name, i)).ToImmutableDictionary(StringComparer.Ordinal); }
        catch (ArgumentException) { throw new ArgumentException("A drug stands twice in the formulary.", nameof(drugs)); }
        if (_index.Count != drugs.Length) throw new ArgumentException("A drug stands twice in the formulary.", nameof(drugs));
    }

    public ImmutableArray<FormularyDrug> Drugs { get; }

    /// <summary>The drug's place in the model's order, or -1.</summary>
    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);
}
