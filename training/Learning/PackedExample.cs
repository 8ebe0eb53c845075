using System.Collections.Immutable;

namespace MedRecCloud.Training.Learning;

/// <summary>One patient's prefix and the candidates learnt with it, in one sequence.</summary>
internal sealed record PackedExample(int[] Prefix, ImmutableArray<CandidateExample> Candidates)
{
    public int Tokens => Prefix.Length + Candidates.Sum(candidate => candidate.Suffix.Length);
}
