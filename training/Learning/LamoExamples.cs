using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>Samples as packed examples, tokenized once; which negatives stand in a pack is drawn anew every epoch, by seed.</summary>
internal sealed class LamoExamples
{
    // Now and then usage is unknown, so that a drug without counts can be judged by its name and history.
    private const double UnknownShare = 0.03;
    private const double PlausibleShare = 0.03;

    private readonly PromptEncoder _encoder;
    private readonly ImmutableArray<string> _drugs;
    private readonly CandidateSampling _sampling;
    private readonly int _seed;
    private readonly Entry[] _entries;

    private sealed record Entry(Sample Sample, VisitUsage Usage, int[] Ordered, int[] Known, int[] Others);

    /// <param name="usage">What is usual, counted without each visit's own patient.</param>
    /// <param name="samples">Encounters to learn from, those without orders included.</param>
    /// <param name="drugs">The formulary.</param>
    /// <param name="scored">The drugs to learn, by their place: all of them, or one group's.</param>
    public LamoExamples(PromptEncoder encoder, TrainingUsage usage, IEnumerable<Sample> samples, ImmutableArray<string> drugs, IReadOnlyCollection<int> scored, CandidateSampling sampling, int seed)
    {
        (_encoder, _drugs, _sampling, _seed) = (encoder, drugs, sampling, seed);
        _entries = [.. samples.Select(sample =>
        {
            var usual = usage.Of(sample);
            var ordered = scored.Where(drug => sample.Labels.Contains(drugs[drug])).ToArray();
            var known = scored.Where(drug => !sample.Labels.Contains(drugs[drug]) && (sample.Prompt.Histories.ContainsKey(drugs[drug]) || IsPlausible(usual.Of(drugs[drug])))).ToArray();
            return new Entry(sample, usual, ordered, known, [.. scored.Except(ordered).Except(known)]);
        })];
    }

    public int Count => _entries.Length;

    public PackedExample At(int index, int epoch)
    {
        var entry = _entries[index];
        var random = new Random(HashCode(index, epoch));
        var room = Math.Max(1, _sampling.Most - entry.Ordered.Length);
        var known = Draw(entry.Known, room, random);
        var wanted = _sampling.NegativeRatio < 0 ? int.MaxValue : Math.Max(_sampling.FewestNegatives, (int)(_sampling.NegativeRatio * entry.Ordered.Length));
        var others = Draw(entry.Others, Math.Min(wanted, Math.Max(1, room - known.Length)), random);
        return new PackedExample(_encoder.Prefix(FieldDropout.Of(entry.Sample.Prompt.Prefix, _sampling.FieldDropout, random)),
            [.. entry.Ordered.Select(drug => Candidate(drug, true)), .. known.Concat(others).Select(drug => Candidate(drug, false))]);

        CandidateExample Candidate(int drug, bool yes) => new(
            _encoder.Suffix(_drugs[drug], entry.Sample.Prompt, random.NextDouble() < UnknownShare ? CandidateUsage.Unknown : entry.Usage.Of(_drugs[drug])), yes);
    }

    // What is usual and yet not ordered teaches most; drawn by chance alone it would hardly ever be asked.
    private static bool IsPlausible(CandidateUsage usage) => usage.OfKind >= PlausibleShare || usage.OfPresent >= PlausibleShare || usage.OfGroup >= PlausibleShare;

    private int HashCode(int index, int epoch) => unchecked((_seed * 486_187_739 + epoch) * 16_777_619 + index);

    private static int[] Draw(int[] drugs, int count, Random random)
    {
        if (count >= drugs.Length)
            return drugs;
        var shuffled = drugs.ToArray();
        random.Shuffle(shuffled);
        return shuffled[..count];
    }
}
