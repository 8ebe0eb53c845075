using MedRecCloud.Clinical.Scoring;
using MedRecCloud.InferenceWorker;

namespace MedRecCloud.Benchmarks;

/// <summary>The prefix read once, its keys and values copied for every drug of a batch: the usual way to share a prompt. In fifties, to bound its memory.</summary>
internal sealed class ExpandedWay(ScoringLoad load) : IScoringWay
{
    private const int Batch = 50;

    private readonly DecoderModel _model = load.Open(load.Package(ModelKind.Lamo));

    public string Name => "prefix cached and expanded";

    public double Scale => 1;

    public void Run()
    {
        var prefix = PrefixReader.Read(_model, [load.Prompt.Prefix], null, PrefixReader.CpuBlock);
        foreach (var batch in load.Prompt.Candidates.Chunk(Batch))
        {
            NativeTensor[] past = [.. prefix.Select(tensor => Expand(tensor, batch.Length))];
            using var block = CandidatePack.Build(
                _model.Ledger, [.. batch.Select(candidate => new[] { candidate })], [.. batch.Select(_ => ScoringLoad.Prefix)], ScoringLoad.Prefix);
            using var answer = _model.Answer(block, past, null);
            foreach (var tensor in past) tensor.Dispose();
        }

        foreach (var tensor in prefix) tensor.Dispose();
    }

    private NativeTensor Expand(NativeTensor one, int times)
    {
        var many = NativeTensor.Floats(_model.Ledger, times, _model.KeyValueHeads, ScoringLoad.Prefix, _model.HeadSize);
        var source = one.Span<float>();
        var target = many.Span<float>();
        for (var i = 0; i < times; i++) source.CopyTo(target[(i * source.Length)..]);
        return many;
    }
}
