using System.Collections.Immutable;

namespace MedRecCloud.Training.Model;

/// <summary>The shape of a Llama-family decoder: RMSNorm, rotary positions (rotate-half), grouped-query attention, SwiGLU, no biases.</summary>
internal sealed record DecoderConfig
{
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int IntermediateSize { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }
    public required int KeyValueHeads { get; init; }
    public required int HeadSize { get; init; }
    public float NormEpsilon { get; init; } = 1e-5f;
    public double RopeTheta { get; init; } = 10_000;
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Longest sequence, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>The output head is the embedding table itself.</summary>
    public bool TiedHead { get; init; }

    public int? BeginId { get; init; }
    public int? EndId { get; init; }

    public static ImmutableArray<string> ProjectionNames { get; } = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>The seven projections of a layer: name, inputs, outputs.</summary>
    public IEnumerable<(string Name, int In, int Out)> Projections =>
    [
        ("q_proj", HiddenSize, Heads * HeadSize), ("k_proj", HiddenSize, KeyValueHeads * HeadSize), ("v_proj", HiddenSize, KeyValueHeads * HeadSize),
        ("o_proj", Heads * HeadSize, HiddenSize), ("gate_proj", HiddenSize, IntermediateSize), ("up_proj", HiddenSize, IntermediateSize), ("down_proj", IntermediateSize, HiddenSize),
    ];

    /// <summary>Weights without the embedding table and the head.</summary>
    public long BlockParameters => Layers * (Projections.Sum(projection => (long)projection.In * projection.Out) + 2L * HiddenSize) + HiddenSize;

    public long Parameters => BlockParameters + (long)VocabularySize * HiddenSize * (TiedHead ? 1 : 2);
}
