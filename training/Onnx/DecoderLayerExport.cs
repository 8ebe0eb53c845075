using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Onnx;

/// <summary>The nodes of one decoder layer.</summary>
internal sealed class DecoderLayerExport(OnnxGraph graph, DecoderConfig config, ITensorSource weights, int layer, IReadOnlyCollection<string> adapted)
{
    /// <summary>Tensors that all layers read.</summary>
    internal sealed record Shared(string Mask, string Positions, string Rows, string Cosines, string Sines);

    /// <returns>The layer's output: [B, S, hidden], or [R, hidden] after the last layer, whose answer rows alone are needed.</returns>
    public string Build(string hidden, Shared shared)
    {
        var normed = Norm(graph, config, hidden, Name("input_norm"), Tensor("input_layernorm.weight"));
        var query = Rotate(Project("self_attn", "q_proj", normed), config.Heads, shared);
        var key = Rotate(Project("self_attn", "k_proj", normed), config.KeyValueHeads, shared);
        var value = Project("self_attn", "v_proj", normed);
        var attended = Name("attended");
        graph.Node("Attention", [attended, DecoderGraph.PresentKey(layer), DecoderGraph.PresentValue(layer)],
            [query, key, value, shared.Mask, Past(DecoderGraph.PastKey(layer)), Past(DecoderGraph.PastValue(layer))],
            new OnnxAttribute("q_num_heads", config.Heads), new OnnxAttribute("kv_num_heads", config.KeyValueHeads));
        if (layer == config.Layers - 1)
            (attended, hidden) = (OnlyRows(attended, config.Heads * config.HeadSize, shared), OnlyRows(hidden, config.HiddenSize, shared));
        var after = graph.Node("Add", Name("after_attention"), [hidden, Project("self_attn", "o_proj", attended)]);
        normed = Norm(graph, config, after, Name("post_norm"), Tensor("post_attention_layernorm.weight"));
        var gate = Project("mlp", "gate_proj", normed);
        var open = graph.Node("Mul", Name("silu"), [gate, graph.Node("Sigmoid", Name("sigmoid"), [gate])]);
        var gated = graph.Node("Mul", Name("gated"), [open, Project("mlp", "up_proj", normed)]);
        return graph.Node("Add", Name("out"), [after, Project("mlp", "down_proj", gated)]);
    }

    public static string Norm(OnnxGraph graph, DecoderConfig config, string input, string name, float[] weight) =>
        graph.Node("RMSNormalization", name, [input, graph.Weight($"{name}.weight", weight, weight.Length)],
            new OnnxAttribute("axis", -1L), new OnnxAttribute("epsilon", config.NormEpsilon));

    private string Project(string part, string projection, string input)
    {
        var (_, inputs, outputs) = config.Projections.First(item => item.Name == projection);
        var weight = graph.Weight(Name(projection), Matrix.Transpose(Tensor($"{part}.{projection}.weight"), outputs, inputs), inputs, outputs);
        var plain = graph.Node("MatMul", Name($"{projection}.out"), [input, weight]);
        if (!adapted.Contains(projection))
            return plain;
        var rank = $"rank.{layer}.{projection}";
        var a = graph.Overridable(DecoderGraph.LoraA(layer, projection), [inputs, rank], inputs, 0);
        var b = graph.Overridable(DecoderGraph.LoraB(layer, projection), [rank, outputs], 0, outputs);
        var low = graph.Node("MatMul", Name($"{projection}.lora.a"), [input, a]);
        return graph.Node("Add", Name($"{projection}.adapted"), [plain, graph.Node("MatMul", Name($"{projection}.lora.b"), [low, b])]);
    }

    private string Rotate(string input, int heads, Shared shared) =>
        graph.Node("RotaryEmbedding", $"{input}.rotated", [input, shared.Cosines, shared.Sines, shared.Positions],
            new OnnxAttribute("num_heads", heads), new OnnxAttribute("interleaved", 0L));

    private string Past(string name) => graph.Input(name, graph.Precision, "B", config.KeyValueHeads, "P", config.HeadSize);

    private string OnlyRows(string input, int width, Shared shared) =>
        graph.Node("Gather", $"{input}.rows", [graph.Node("Reshape", $"{input}.flat", [input, graph.Constant(-1, width)]), shared.Rows]);

    private float[] Tensor(string name) => weights.Read($"model.layers.{layer}.{name}");

    private string Name(string part) => $"layer.{layer}.{part}";
}
