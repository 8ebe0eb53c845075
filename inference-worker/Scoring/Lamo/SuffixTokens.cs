using System.Collections.Concurrent;
using System.Collections.Frozen;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Token ids of every candidate's part of the prompt: drug names, usage words and history phrases are tokenized once and joined per request. At load it is asserted
/// that tokenizing the pieces apart equals tokenizing them together, for every drug.
/// </summary>
internal sealed class SuffixTokens
{
    // A template has a few hundred phrases in use; anything beyond is tokenized anew instead of remembered.
    private const int MostPhrases = 4096;

    private readonly IPromptTemplate _template;
    private readonly PromptTokenizer _tokenizer;
    private readonly UsageTable _usage;
    private readonly string[] _drugs;
    private readonly FrozenDictionary<string, int[]> _pieces;
    private readonly ConcurrentDictionary<string, int[]> _phrases = new(StringComparer.Ordinal);

    /// <param name="usage">What was usual when the model was trained.</param>
    /// <param name="probe">The end of a prefix of this template, to assert the border between prefix and candidate.</param>
    /// <exception cref="ModelPackageException">The tokenizer merges across a border.</exception>
    public SuffixTokens(IPromptTemplate template, PromptTokenizer tokenizer, Formulary formulary, UsageTable usage, string probe)
    {
        (_template, _tokenizer, _usage) = (template, tokenizer, usage);
        _drugs = [.. formulary.Drugs.Select(drug => drug.Name)];
        var suffixes = _drugs.Select(drug => template.Suffix(drug, CandidateHistory.Never, CandidateUsage.Unknown)).ToArray();
        _pieces = suffixes.SelectMany(suffix => new[] { suffix.Lead, suffix.Drug, suffix.Answer }).Distinct()
            .ToFrozenDictionary(piece => piece, tokenizer.EncodePiece, StringComparer.Ordinal);
        var phrases = Histories().Select(history => template.Suffix(_drugs[0], history, CandidateUsage.Unknown)).DistinctBy(suffix => suffix.History)
            .Concat(Usages().Select(usual => template.Suffix(_drugs[0], CandidateHistory.Never, usual)).DistinctBy(suffix => suffix.Usage)).ToArray();
        foreach (var suffix in phrases) _ = (Phrase(suffix.History), Phrase(suffix.Usage));
        var prefix = tokenizer.EncodePrefix(probe);
        foreach (var suffix in suffixes.Concat(phrases)) CheckBorders(suffix, probe, prefix);
        Longest = suffixes.Max(suffix => Join(suffix).Length) + phrases.Max(suffix => Phrase(suffix.Usage).Length) + phrases.Max(suffix => Phrase(suffix.History).Length);
    }

    /// <summary>Upper limit of a candidate's tokens, as far as known at load.</summary>
    public int Longest { get; }

    /// <summary>Each candidate's ids in one patient, in the formulary's order.</summary>
    public int[][] Of(Prompt prompt)
    {
        var usage = _usage.For(prompt.Aspects);
        return [.. _drugs.Select(drug => Join(_template.Suffix(drug, prompt.Histories.GetValueOrDefault(drug) ?? CandidateHistory.Never, usage.Of(drug))))];
    }

    private int[] Join(CandidateSuffix suffix) => [.. Piece(suffix.Lead), .. Piece(suffix.Drug), .. Phrase(suffix.Usage), .. Phrase(suffix.History), .. Piece(suffix.Answer)];

    private int[] Piece(string piece) => _pieces.TryGetValue(piece, out var ids) ? ids : _tokenizer.EncodePiece(piece);

    private int[] Phrase(string phrase)
    {
        if (_phrases.TryGetValue(phrase, out var ids)) return ids;
        ids = phrase.Length == 0 ? [] : _tokenizer.EncodePiece(phrase);
        if (_phrases.Count < MostPhrases) _phrases.TryAdd(phrase, ids);
        return ids;
    }

    private void CheckBorders(CandidateSuffix suffix, string probe, int[] prefix)
    {
        var joined = Join(suffix);
        if (!_tokenizer.EncodePiece(suffix.ToString()).AsSpan().SequenceEqual(joined))
            throw new ModelPackageException($"The tokenizer merges across a border inside the candidate '{suffix.Drug}': template {_template.Version} cannot be used with it.");
        if (!_tokenizer.EncodePrefix(probe + suffix).AsSpan().SequenceEqual([.. prefix, .. joined]))
            throw new ModelPackageException($"The tokenizer merges prefix and candidate '{suffix.Drug}': template {_template.Version} cannot be used with it.");
    }

    // Each aspect by itself; the words of different aspects never merge, or the borders' check fails for one of these.
    private static IEnumerable<CandidateUsage> Usages() =>
        from share in (double[])[0, 0.005, 0.02, 0.05, 0.15, 0.4, 0.6, 0.9]
        from other in (double[])[0, 0.005, 0.02, 0.05, 0.15, 0.4, 0.6, 0.9]
        select new CandidateUsage(share, other, share, other, share);

    // Phrases are buckets of these numbers; a grid finer than the buckets meets all of them.
    private static IEnumerable<CandidateHistory> Histories() =>
        from orders in (int[])[0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100]
        from days in (int?[])[null, 0, 1, 3, 7, 14, 28, 30, 31, 60, 90, 91, 120, 180, 181, 270, 365, 366, 730, 731, 1000, 2000, 4000]
        where orders == 0 == days is null
        from last in (bool[])[false, true]
        from kind in (bool?[])[null, false, true]
        from share in (double[])[0, 0.1, 0.2, 0.25, 0.3, 0.34, 0.4, 0.5, 0.6, 0.67, 0.7, 0.75, 0.8, 0.9, 1]
        from listed in (bool[])[false, true]
        select new CandidateHistory(orders, days, last, kind, share, listed);
}
