using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.InferenceWorker;

/// <summary>LAMO: asks Yes or No for every drug of the formulary, with one reading of the patient and the drugs in packs.</summary>
internal sealed class LamoEngine : IScoringEngine
{
    private readonly LamoParts _parts;
    private readonly PackedScorer _scorer;
    private readonly FieldInfluences _influences;
    private readonly int[] _drugs;

    // Of the size given at load, whatever was measured later.
    private readonly PackPlan _fixed;
    private volatile PackPlan _plan;

    public LamoEngine(LamoParts parts, int packSize)
    {
        _parts = parts;
        _drugs = [.. Enumerable.Range(0, parts.Adapters.Count)];
        PackSize = Math.Min(packSize, parts.MostInPack);
        _plan = _fixed = PackPlan.Create(parts.Adapters, _drugs, PackSize);
        _scorer = new PackedScorer(parts.Model, parts.Prefixes, parts.Metrics);
        _influences = new FieldInfluences(parts, _scorer, PrepareText);
    }

    public ModelVersion Version => _parts.Sheet.Version;

    public BatchLimit Batch => _parts.Batch;

    /// <summary>Candidates per pack; chosen at warm-up.</summary>
    public int PackSize { get; private set; }

    public void UsePacksOf(int packSize)
    {
        PackSize = Math.Min(packSize, _parts.MostInPack);
        _plan = PackPlan.Create(_parts.Adapters, _drugs, PackSize);
    }

    public IPreparedPrompt Prepare(Prompt prompt)
    {
        var prepared = PrepareText(prompt, prompt.Prefix);
        _parts.Metrics.PromptRead(prepared.Prefix.Length, prepared.Candidates.Sum(candidate => candidate.Length));
        return prepared;
    }

    public ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts) => Score(prompts, _plan, explain: true);

    public ImmutableArray<CandidateScores> ScoreRepeatably(IReadOnlyList<IPreparedPrompt> prompts) => Score(prompts, _fixed, explain: false);

    /// <summary>Scores without influences, in packs of the size in use.</summary>
    public ImmutableArray<CandidateScores> ScoreAlone(IReadOnlyList<IPreparedPrompt> prompts) => Score(prompts, _plan, explain: false);

    public void Dispose() => _parts.Dispose();

    private ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts, PackPlan plan, bool explain)
    {
        LamoPrompt[] read = [.. prompts.Cast<LamoPrompt>()];
        var logits = _scorer.Score(read, plan);
        var second = _parts.Second?.ScoreRepeatably([.. read.Select(prompt => prompt.Second!)]);
        return [.. read.Select((prompt, i) =>
        {
            double[]? said = second is null ? null : [.. second.Value[i].Scores.Select(score => score.Probability)];
            var scores = _parts.Sheet.Write(logits[i], said);
            return explain ? _influences.AddTo(scores, said, prompt) : scores;
        })];
    }

    private LamoPrompt PrepareText(Prompt prompt, string text)
    {
        var prefix = _parts.Tokenizer.EncodePrefix(text);
        var candidates = _parts.Suffixes.Of(prompt);
        var room = _parts.ContextTokens - candidates.Max(candidate => candidate.Length);
        if (prefix.Length > room) throw new PromptTooLongException(prefix.Length, room);
        return new LamoPrompt(prompt, prefix, candidates, (long)prefix.Length * _plan.Scopes.Count + candidates.Sum(candidate => candidate.Length), _parts.Second?.Prepare(prompt));
    }
}
