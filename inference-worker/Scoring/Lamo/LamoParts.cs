using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.InferenceWorker;

/// <summary>What a loaded LAMO package consists of; owned by its engine.</summary>
/// <param name="Adapters">Per drug of the formulary the adapter that scores it; null: the base model does.</param>
/// <param name="Second">Reads every prompt too and is averaged with; null without one.</param>
/// <param name="ContextTokens">Longest prefix and candidate together.</param>
internal sealed record LamoParts(
    DecoderModel Model,
    PrefixStore Prefixes,
    PromptTokenizer Tokenizer,
    SuffixTokens Suffixes,
    IReadOnlyList<LoraAdapter?> Adapters,
    ScoreSheet Sheet,
    StudentEngine? Second,
    BatchLimit Batch,
    int ContextTokens,
    ScoringOptions Options,
    WorkerMetrics Metrics) : IDisposable
{
    /// <summary>Candidates that fit into one call: RotaryEmbedding takes no longer sequence than its table, whatever the positions in it.</summary>
    public int MostInPack => Math.Max(1, ContextTokens / Suffixes.Longest);

    public void Dispose()
    {
        Prefixes.Dispose();
        foreach (var adapter in Adapters.Distinct()) adapter?.Dispose();
        Second?.Dispose();
        Model.Dispose();
    }
}
