namespace MedRecCloud.InferenceWorker;

/// <summary>Which candidates are scored in which pack with which adapter. Packs are cut at group borders: mixing groups in one pack costs more than a shorter pack.</summary>
internal sealed class PackPlan
{
    private PackPlan(IReadOnlyList<PrefixScope> scopes) => Scopes = scopes;

    /// <summary>One for the prefix as the base model reads it, and one for each adapter that acts on the prefix too.</summary>
    public IReadOnlyList<PrefixScope> Scopes { get; }

    /// <param name="groups">The drug group's adapter of each candidate; null where the base model scores it.</param>
    /// <param name="drugs">Indices of the candidates to score.</param>
    public static PackPlan Create(IReadOnlyList<LoraAdapter?> groups, IEnumerable<int> drugs, int packSize)
    {
        var scopes = drugs.GroupBy(drug => groups[drug])
            .Select(group => (Adapter: group.Key, Packs: group.Chunk(packSize).ToArray()))
            .GroupBy(group => group.Adapter is { Semantics: AdapterSemantics.Full } full ? full : null)
            .Select(scope => new PrefixScope(scope.Key, [.. scope.SelectMany(group => group.Packs.Select(pack => new Pack(group.Adapter, pack)))]));
        return new PackPlan([.. scopes]);
    }

    /// <param name="Adapter">Acts on the prefix; null: none does.</param>
    internal sealed record PrefixScope(LoraAdapter? Adapter, IReadOnlyList<Pack> Packs);

    /// <param name="Adapter">Acts on the candidates.</param>
    internal sealed record Pack(LoraAdapter? Adapter, int[] Drugs);
}
