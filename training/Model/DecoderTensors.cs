namespace MedRecCloud.Training.Model;

/// <summary>Names and shapes of a checkpoint's tensors, as Hugging Face writes them.</summary>
internal static class DecoderTensors
{
    public const string Embedding = "model.embed_tokens.weight", FinalNorm = "model.norm.weight", LanguageHead = "lm_head.weight";

    public static IEnumerable<(string Name, long[] Shape)> Of(DecoderConfig config)
    {
        yield return (Embedding, [config.VocabularySize, config.HiddenSize]);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            yield return (InLayer(layer, "input_layernorm"), [config.HiddenSize]);
            foreach (var (name, inputs, outputs) in config.Projections)
                yield return (Projection(layer, name), [outputs, inputs]);
            yield return (InLayer(layer, "post_attention_layernorm"), [config.HiddenSize]);
        }
        yield return (FinalNorm, [config.HiddenSize]);
        if (!config.TiedHead)
            yield return (LanguageHead, [config.VocabularySize, config.HiddenSize]);
    }

    public static string Projection(int layer, string name) => InLayer(layer, $"{(name is "gate_proj" or "up_proj" or "down_proj" ? "mlp" : "self_attn")}.{name}");

    private static string InLayer(int layer, string name) => $"model.layers.{layer}.{name}.weight";
}
