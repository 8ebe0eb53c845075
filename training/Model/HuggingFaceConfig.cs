using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedRecCloud.Training.Model;

/// <summary>Reads and writes a checkpoint's <c>config.json</c>. What this decoder does not compute exactly is refused by name.</summary>
internal static class HuggingFaceConfig
{
    public const string File = "config.json";
    private const string Llama = "LlamaForCausalLM";

    /// <exception cref="CheckpointFormatException">Not a config, or of an architecture that is not computed here.</exception>
    public static DecoderConfig Read(string folder)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path))
            throw new CheckpointFormatException($"{folder} holds no {File}: it is not a Hugging Face checkpoint.");
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            return Parse(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointFormatException($"{File} cannot be read: {error.Message}", error);
        }
    }

    public static void Write(string folder, DecoderConfig config) => System.IO.File.WriteAllBytes(Path.Combine(folder, File), JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["architectures"] = new JsonArray(Llama),
        ["model_type"] = "llama",
        ["hidden_act"] = "silu",
        ["vocab_size"] = config.VocabularySize,
        ["hidden_size"] = config.HiddenSize,
        ["intermediate_size"] = config.IntermediateSize,
        ["num_hidden_layers"] = config.Layers,
        ["num_attention_heads"] = config.Heads,
        ["num_key_value_heads"] = config.KeyValueHeads,
        ["head_dim"] = config.HeadSize,
        ["rms_norm_eps"] = config.NormEpsilon,
        ["rope_theta"] = config.RopeTheta,
        ["rope_scaling"] = config.RopeScaling is not { } scaling ? null : new JsonObject
        {
            ["rope_type"] = "llama3",
            ["factor"] = scaling.Factor,
            ["low_freq_factor"] = scaling.LowFrequencyFactor,
            ["high_freq_factor"] = scaling.HighFrequencyFactor,
            ["original_max_position_embeddings"] = scaling.OriginalPositions,
        },
        ["max_position_embeddings"] = config.MaxPositions,
        ["tie_word_embeddings"] = config.TiedHead,
        ["attention_bias"] = false,
        ["mlp_bias"] = false,
        ["bos_token_id"] = config.BeginId,
        ["eos_token_id"] = config.EndId,
        ["torch_dtype"] = "float32",
    }));

    private static DecoderConfig Parse(JsonElement root)
    {
        RefuseUnknown(root);
        var (hidden, heads) = (Number(root, "hidden_size"), Number(root, "num_attention_heads"));
        // transformers 5 gathers the rotary settings in one object.
        var rotary = Object(root, "rope_parameters") ?? root;
        var config = new DecoderConfig
        {
            VocabularySize = Number(root, "vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = Number(root, "intermediate_size"),
            Layers = Number(root, "num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = Number(root, "num_key_value_heads", heads),
            HeadSize = Number(root, "head_dim", hidden / heads),
            NormEpsilon = (float)Real(root, "rms_norm_eps", 1e-6),
            RopeTheta = Real(rotary, "rope_theta", 10_000),
            RopeScaling = Scaling(Object(root, "rope_parameters") ?? Object(root, "rope_scaling")),
            MaxPositions = Number(root, "max_position_embeddings"),
            TiedHead = root.TryGetProperty("tie_word_embeddings", out var tied) && tied.GetBoolean(),
            BeginId = Id(root, "bos_token_id"),
            EndId = Id(root, "eos_token_id"),
        };
        if (config.Heads % config.KeyValueHeads != 0 || config.HeadSize % 2 != 0)
            throw new CheckpointFormatException($"{File}: {config.Heads} heads cannot share {config.KeyValueHeads} key/value heads, or the head size {config.HeadSize} is odd.");
        return config;
    }

    private static void RefuseUnknown(JsonElement root)
    {
        var architecture = root.TryGetProperty("architectures", out var list) && list.GetArrayLength() > 0 ? list[0].GetString() : root.TryGetProperty("model_type", out var type) && type.GetString() == "llama" ? Llama : null;
        if (architecture != Llama)
            throw new CheckpointFormatException($"{File} names {(architecture is null ? "no architecture" : $"the architecture {architecture}")}; only {Llama} is computed here.");
        foreach (var name in (string[])["attention_bias", "mlp_bias"])
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True)
                throw new CheckpointFormatException($"{File} asks for {name}, which is not computed here.");
        if (root.TryGetProperty("hidden_act", out var activation) && activation.GetString() != "silu")
            throw new CheckpointFormatException($"{File} asks for the activation {activation.GetString()}; only silu is computed here.");
        if (root.TryGetProperty("quantization_config", out var quantization) && quantization.ValueKind == JsonValueKind.Object)
            throw new CheckpointFormatException($"{File} describes quantized weights; only whole F32, F16 and BF16 weights are read.");
        if (root.TryGetProperty("partial_rotary_factor", out var partial) && partial.ValueKind == JsonValueKind.Number && partial.GetDouble() is not 1.0)
            throw new CheckpointFormatException($"{File} asks for partial_rotary_factor {partial.GetDouble()}, which is not computed here.");
    }

    private static RopeScaling? Scaling(JsonElement? scaling)
    {
        if (scaling is not { } element)
            return null;
        var type = (element.TryGetProperty("rope_type", out var kind) || element.TryGetProperty("type", out kind) ? kind.GetString() : null) ?? "default";
        return type switch
        {
            "default" => null,
            "llama3" => new RopeScaling(Real(element, "factor", 8), Real(element, "low_freq_factor", 1), Real(element, "high_freq_factor", 4), Number(element, "original_max_position_embeddings")),
            _ => throw new CheckpointFormatException($"{File} asks for rope_type {type}; known are default and llama3."),
        };
    }

    private static JsonElement? Object(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static int Number(JsonElement root, string name, int? otherwise = null) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetInt32() is > 0 and var number ? number : throw new CheckpointFormatException($"{File}: {name} must be above 0.")
            : otherwise ?? throw new CheckpointFormatException($"{File} lacks {name}.");

    private static double Real(JsonElement root, string name, double otherwise) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    private static int? Id(JsonElement root, string name) => !root.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number => value.GetInt32(),
        JsonValueKind.Array when value.GetArrayLength() > 0 => value[0].GetInt32(),
        _ => null,
    };
}
