using MedRecCloud.Clinical.Scoring;
using MedRecCloud.InferenceWorker;

namespace MedRecCloud.Benchmarks;

/// <summary>LAMO as its reference code runs it: the whole prompt once per drug, eight in a batch. A part of the drugs is measured, for all cost the same.</summary>
internal sealed class NaiveWay(ScoringLoad load, int measured) : IScoringWay
{
    private const int Batch = 8;

    private readonly DecoderModel _model = load.Open(load.Package(ModelKind.Lamo));

    public string Name => "naive";

    public double Scale => (double)ScoringLoad.Candidates / measured;

    public void Run()
    {
        foreach (var batch in load.Prompt.Candidates.Take(measured).Chunk(Batch))
        {
            int[][] prompts = [.. batch.Select(candidate => load.Prompt.Prefix.Concat(candidate).ToArray())];
            var tokens = prompts.Max(prompt => prompt.Length);
            using var block = PrefixReader.Block(_model.Ledger, prompts, 0, tokens, prompts.Length);
            for (var i = 0; i < prompts.Length; i++) block.Rows.Span<long>()[i] = i * tokens + prompts[i].Length - 1;
            var past = _model.EmptyPast(prompts.Length);
            using var answer = _model.Answer(block, past, null);
            foreach (var tensor in past) tensor.Dispose();
        }
    }
}
