using System.Text.Json;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Onnx;

/// <summary>Writes a decoder as one ONNX graph for prefill, packs and label head alike (see <see cref="DecoderGraph"/>), with standard operators alone.</summary>
/// <param name="config">The decoder's shape.</param>
/// <param name="weights">Tensors under their Hugging Face names, and the head's.</param>
/// <param name="head">What it answers with.</param>
/// <param name="adapted">The projections that may carry an adapter; empty for a merged model.</param>
internal sealed class DecoderExport(DecoderConfig config, ITensorSource weights, DecoderHead head, IReadOnlyCollection<string> adapted)
{
    /// <summary>Writes the graph and its weights into <paramref name="folder"/>.</summary>
    public void Write(string folder, OnnxType precision)
    {
        using var data = new ExternalData(Path.Combine(folder, ModelPackage.WeightsFile));
        var graph = new OnnxGraph("decoder", data, precision);
        Build(graph);
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.GraphFile), graph.ToModel());
    }

    /// <summary>What the manifest says of the graph.</summary>
    public static JsonElement Describe(DecoderConfig config, OnnxType precision, IReadOnlyCollection<string> adapted) => new DecoderArchitecture(
        config.Layers, config.HiddenSize, config.IntermediateSize, config.Heads, config.KeyValueHeads, config.HeadSize, config.VocabularySize,
        config.Parameters, precision == OnnxType.Float16 ? "float16" : "float32", [.. adapted]).ToJson();

    private void Build(OnnxGraph graph)
    {
        var ids = graph.Input(DecoderGraph.InputIds, OnnxType.Int64, "B", "S");
        var positions = graph.Input(DecoderGraph.PositionIds, OnnxType.Int64, "B", "S");
        var mask = graph.Input(DecoderGraph.AttentionMask, OnnxType.Float, "B", 1, "S", "T");
        var rows = graph.Input(DecoderGraph.Rows, OnnxType.Int64, "R");
        if (graph.Precision != OnnxType.Float)
            mask = graph.Node("Cast", "mask", [mask], new OnnxAttribute("to", (long)graph.Precision));
        var table = RotaryTable.Of(config);
        var shared = new DecoderLayerExport.Shared(mask, positions, rows,
            graph.Weight("rotary.cos", table.Cosines, config.MaxPositions, config.HeadSize / 2),
            graph.Weight("rotary.sin", table.Sines, config.MaxPositions, config.HeadSize / 2));

        var embedding = graph.Weight("embed_tokens", weights.Read("model.embed_tokens.weight"), config.VocabularySize, config.HiddenSize);
        var hidden = graph.Node("Gather", "embedded", [embedding, ids]);
        for (var layer = 0; layer < config.Layers; layer++)
            hidden = new DecoderLayerExport(graph, config, weights, layer, adapted).Build(hidden, shared);

        var normed = DecoderLayerExport.Norm(graph, config, hidden, "final.norm", weights.Read("model.norm.weight"));
        var logits = graph.Node("MatMul", "logits", [normed, Transposed(graph, "head", head.Tensor, head.Outputs, config.HiddenSize)]);
        if (graph.Precision == OnnxType.Float)
            graph.Node("Identity", head.Output, [logits]);
        else
            graph.Node("Cast", head.Output, [logits], new OnnxAttribute("to", (long)OnnxType.Float));
        graph.Output(head.Output, OnnxType.Float, "R", head.Outputs);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            graph.Output(DecoderGraph.PresentKey(layer), graph.Precision, "B", config.KeyValueHeads, "T", config.HeadSize);
            graph.Output(DecoderGraph.PresentValue(layer), graph.Precision, "B", config.KeyValueHeads, "T", config.HeadSize);
        }
    }

    private string Transposed(OnnxGraph graph, string name, string tensor, int outputs, int inputs) =>
        graph.Weight(name, Matrix.Transpose(weights.Read(tensor), outputs, inputs), inputs, outputs);
}
