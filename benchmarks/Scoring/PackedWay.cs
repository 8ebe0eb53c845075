using MedRecCloud.Clinical.Scoring;
using MedRecCloud.InferenceWorker;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.Benchmarks;

/// <summary>The worker's own way: one reading of the prefix, candidates in packs, groups with their own adapters.</summary>
internal sealed class PackedWay : IScoringWay
{
    private const int PackSize = 10;

    private readonly ScoringLoad _load;
    private readonly PackedScorer _scorer;
    private readonly PackPlan _plan;

    public PackedWay(ScoringLoad load, int groups)
    {
        _load = load;
        var package = load.Package(ModelKind.Lamo, groups);
        var model = load.Open(package);
        var adapters = package.Manifest.Adapters.ToDictionary(entry => entry.Group, entry => load.Own(LoraLoader.Load(package, entry, model)));
        LoraAdapter?[] byDrug = [.. package.Formulary.Drugs.Select(drug => drug.Group is null ? null : adapters[drug.Group])];
        _scorer = new PackedScorer(model, load.Prefixes(model), load.Metrics);
        _plan = PackPlan.Create(byDrug, Enumerable.Range(0, byDrug.Length), PackSize);
        Name = groups == 0 ? "packed" : $"packed, {groups} groups";
    }

    public string Name { get; }

    public double Scale => 1;

    public void Run() => _scorer.Score([_load.Prompt], _plan);

    /// <summary>Multiplications and additions of one request: the projections for every token, and the attention as it is computed, masked parts included.</summary>
    public double FloatingPointOperations()
    {
        var config = _load.Config;
        var perToken = 2.0 * config.Layers * config.Projections.Sum(projection => (double)projection.In * projection.Out);
        double Call(double tokens, double context) => tokens * perToken + 4.0 * config.Layers * config.Heads * config.HeadSize * tokens * context;
        double total = 0;
        for (var start = 0; start < ScoringLoad.Prefix; start += PrefixReader.CpuBlock) total += Call(PrefixReader.CpuBlock, start + PrefixReader.CpuBlock);
        foreach (var pack in _load.Prompt.Candidates.Chunk(PackSize))
        {
            var tokens = pack.Sum(candidate => candidate.Length);
            total += Call(tokens, ScoringLoad.Prefix + tokens);
        }

        return total;
    }
}
