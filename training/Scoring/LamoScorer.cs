using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tokenizers;
using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.Training.Scoring;

/// <summary>LAMO: Yes minus No per candidate, candidates in packs behind one prefix. A group whose adapter acts on the whole prompt gets a prefix of its own.</summary>
internal sealed class LamoScorer : IPackageScorer
{
    private const int PackSize = 16;
    private readonly ModelPackage _package;
    private readonly DecoderSession _decoder;
    private readonly PromptTokenizer _tokenizer;
    private readonly IPromptTemplate _template;
    private readonly Dictionary<string, int[]> _pieces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (bool IsFull, IReadOnlyList<(string Name, OrtValue Value)> Matrices)> _adapters = new(StringComparer.Ordinal);

    public LamoScorer(ModelPackage package)
    {
        (_package, _decoder, _tokenizer, _template) = (package, new DecoderSession(package), TokenizerFile.Load(package.Folder), PromptTemplates.Of(package.Manifest.PromptTemplate));
        foreach (var adapter in package.Manifest.Adapters)
            _adapters[adapter.Group] = (adapter.Semantics == "full", _decoder.LoadAdapter(package.PathOf(adapter.File)));
    }

    public ValueTask<CandidateScores> ScoreAsync(Prompt prompt, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var drugs = _package.Formulary.Drugs;
        var usage = _package.Usage.For(prompt.Aspects);
        var suffixes = drugs.Select(drug => Suffix(drug.Name, prompt, usage.Of(drug.Name))).ToList();
        var (prefix, cut) = PrefixTokens.Fit(_tokenizer, prompt.Prefix, _package.Manifest.ContextTokens - suffixes.Max(suffix => suffix.Length));
        var logits = new double[drugs.Length];
        // RotaryEmbedding takes no longer sequence than its table, whatever the positions in it.
        var packSize = Math.Clamp(_package.Manifest.ContextTokens / suffixes.Max(suffix => suffix.Length), 1, PackSize);
        // "": the base model, and every adapter that leaves the prefix alone.
        foreach (var own in Enumerable.Range(0, drugs.Length).GroupBy(i => drugs[i].Group is { } group && _adapters.TryGetValue(group, out var adapter) && adapter.IsFull ? group : "", StringComparer.Ordinal))
        {
            var past = _decoder.Prefill(prefix, own.Key.Length == 0 ? [] : _adapters[own.Key].Matrices);
            try
            {
                foreach (var group in own.GroupBy(i => drugs[i].Group ?? "", StringComparer.Ordinal))
                    foreach (var pack in group.Chunk(packSize))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        Score(pack, suffixes, past, prefix.Length, _adapters.TryGetValue(group.Key, out var adapter) ? adapter.Matrices : [], logits);
                    }
            }
            finally
            {
                foreach (var value in past)
                    value.Dispose();
            }
        }
        return ValueTask.FromResult(PackageScorers.Scores(_package, logits, cut));
    }

    public void Dispose()
    {
        foreach (var (_, value) in _adapters.Values.SelectMany(adapter => adapter.Matrices))
            value.Dispose();
        _decoder.Dispose();
    }

    private void Score(int[] pack, List<int[]> suffixes, IReadOnlyList<OrtValue> past, int pastLength, IReadOnlyList<(string Name, OrtValue Value)> adapter, double[] logits)
    {
        var length = pack.Sum(drug => suffixes[drug].Length);
        var (ids, positions, mask, rows) = (new int[length], new int[length], new float[length * (pastLength + length)], new int[pack.Length]);
        Array.Fill(mask, DecoderGraph.Masked);
        var start = 0;
        for (var place = 0; place < pack.Length; place++)
        {
            var suffix = suffixes[pack[place]];
            for (var i = 0; i < suffix.Length; i++)
            {
                (ids[start + i], positions[start + i]) = (suffix[i], pastLength + i);
                // A candidate sees the prefix and its own tokens so far, never another candidate.
                var row = mask.AsSpan((start + i) * (pastLength + length), pastLength + length);
                row[..pastLength].Clear();
                row.Slice(pastLength + start, i + 1).Clear();
            }
            start += suffix.Length;
            rows[place] = start - 1;
        }
        var answers = _decoder.Answer(ids, positions, mask, rows, past, pastLength, adapter, DecoderGraph.YesNo);
        for (var place = 0; place < pack.Length; place++)
            logits[pack[place]] = answers[2 * place + DecoderGraph.YesColumn] - answers[2 * place + DecoderGraph.NoColumn];
    }

    private int[] Suffix(string drug, Prompt prompt, CandidateUsage usage)
    {
        var suffix = _template.Suffix(drug, prompt.Histories.GetValueOrDefault(drug) ?? CandidateHistory.Never, usage);
        return [.. Piece(suffix.Lead), .. Piece(suffix.Drug), .. Piece(suffix.Usage), .. Piece(suffix.History), .. Piece(suffix.Answer)];
    }

    private int[] Piece(string text)
    {
        if (!_pieces.TryGetValue(text, out var ids))
            _pieces[text] = ids = text.Length == 0 ? [] : _tokenizer.EncodePiece(text);
        return ids;
    }
}
