using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.InferenceWorker;

/// <summary>LEADER's teacher: one reading of the prompt, and a label head on its last token answers for the whole formulary.</summary>
/// <param name="candidates">What each drug's own history and usage add; null for a package without it.</param>
internal sealed class TeacherEngine(
    DecoderModel model, TeacherCandidates? candidates, PrefixStore prefixes, PromptTokenizer tokenizer, ScoreSheet sheet, BatchLimit batch, int contextTokens, WorkerMetrics metrics) : IScoringEngine
{
    public ModelVersion Version => sheet.Version;

    public BatchLimit Batch => batch;

    public IPreparedPrompt Prepare(Prompt prompt)
    {
        var ids = tokenizer.EncodePrefix(prompt.Prefix);
        if (ids.Length > contextTokens) throw new PromptTooLongException(ids.Length, contextTokens);
        if (ids.Length == 0) throw new ArgumentException("A prompt without a token cannot be read.", nameof(prompt));
        metrics.PromptRead(ids.Length, 0);
        // The last token is the one that is answered: everything before it is the part that a cache can serve.
        return new LamoPrompt(prompt, ids[..^1], [[ids[^1]]], ids.Length);
    }

    public ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts)
    {
        LamoPrompt[] read = [.. prompts.Cast<LamoPrompt>()];
        var scores = new CandidateScores[read.Length];
        var leases = prefixes.Acquire([.. read.Select(prompt => prompt.Prefix)], null);
        try
        {
            foreach (var lease in leases) Score(read, lease, scores);
        }
        finally
        {
            foreach (var lease in leases) lease.Dispose();
        }

        return [.. scores];
    }

    public void Dispose()
    {
        prefixes.Dispose();
        candidates?.Dispose();
        model.Dispose();
    }

    private void Score(LamoPrompt[] prompts, PrefixLease lease, CandidateScores[] scores)
    {
        using var block = CandidatePack.Build(model.Ledger, [.. lease.Prompts.Select(prompt => prompts[prompt].Candidates)], lease.Lengths, lease.Capacity);
        using var answer = model.Answer(block, lease.Tensors, null);
        using var added = candidates?.Add(answer, [.. lease.Prompts.Select(prompt => prompts[prompt].Source)]);
        var labels = (added ?? answer).Span<float>();
        var count = labels.Length / lease.Prompts.Length;
        for (var row = 0; row < lease.Prompts.Length; row++)
        {
            double[] logits = [.. labels.Slice(row * count, count).ToArray().Select(logit => (double)logit)];
            scores[lease.Prompts[row]] = sheet.Write(logits);
        }
    }
}
