using System.Collections.Immutable;

namespace MedRecCloud.Training.Model;

/// <summary>Shape and reach of an adapter. Defaults are the paper's: rank 8, alpha 16, query and value projections, the whole prompt.</summary>
internal sealed record LoraOptions
{
    public const string Full = "full", CandidateOnly = "candidate-only";

    public int Rank { get; init; } = 8;
    public double Alpha { get; init; } = 16;
    public ImmutableArray<string> Targets { get; init; } = ["q_proj", "v_proj"];

    /// <summary><see cref="Full"/>: acts on the whole prompt. <see cref="CandidateOnly"/>: on the candidate's tokens, so that all groups share one prefix.</summary>
    public string Semantics { get; init; } = Full;

    public double Scale => Alpha / Rank;

    public bool IsCandidateOnly => Semantics == CandidateOnly;
}
