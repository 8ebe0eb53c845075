using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model;
using TorchSharp;

namespace MedRecCloud.Training.Tests.Model;

/// <summary>
/// Checkpoints in Hugging Face's form are computed as an independent implementation computes them: what follows which tokens, in llama.cpp v0.5.0 (by node-llama-cpp 3.22.1, 32-bit weights and
/// cache, 2026-11-23), fed the same weights as GGUF, the rows of its query and key projections interleaved as that format wants them. The weights follow a formula, so none are kept here.
/// </summary>
public sealed class LlamaCppParityTests : IDisposable
{
    private const double Tolerance = 2e-5;

    private static readonly long[] s_tokens =
    [
        3, 15, 41, 81, 135, 203, 16, 112, 222, 77, 215, 98, 264, 175, 100, 39, 261, 228, 209, 204, 213, 236, 4, 55, 120, 199, 23, 130, 251, 117, 266, 160, 68, 259, 195, 145, 109, 87, 79, 85,
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TorchFact]
    public void Grouped_query_attention_with_an_output_head_of_its_own() => AssertFollows("""
        "tie_word_embeddings": false, "rope_theta": 10000.0, "rope_scaling": null
        """,
        (0, [(70, 0.05127468), (137, 0.04676177), (49, 0.039771), (3, 0.02632432), (202, 0.02492611), (56, 0.01865309)]),
        (1, [(224, 0.02554598), (86, 0.02508278), (218, 0.02441514), (264, 0.02266509), (200, 0.02182465), (15, 0.02130666)]),
        (5, [(195, 0.02826933), (73, 0.02705793), (71, 0.02095987), (40, 0.02038644), (169, 0.02022522), (270, 0.01973804)]),
        (19, [(188, 0.0368765), (31, 0.03537926), (209, 0.03285594), (268, 0.02403244), (55, 0.01969045), (262, 0.01801679)]),
        (39, [(51, 0.0430114), (269, 0.03141218), (124, 0.02782141), (211, 0.02386174), (221, 0.02361953), (50, 0.01937111)]));

    [TorchFact]
    public void Scaled_rotary_positions_and_a_tied_head() => AssertFollows("""
        "tie_word_embeddings": true, "rope_theta": 10000.0,
        "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
        """,
        (0, [(180, 0.3721277), (128, 0.2131347), (201, 0.1570093), (67, 0.1337008), (90, 0.03854061), (248, 0.01944204)]),
        (1, [(201, 0.7637321), (63, 0.04027018), (180, 0.03316049), (72, 0.02567993), (248, 0.02268732), (79, 0.01909612)]),
        (5, [(2, 0.3547378), (133, 0.3501953), (153, 0.1446044), (57, 0.02789984), (142, 0.02285257), (39, 0.01513159)]),
        (19, [(149, 0.3109771), (126, 0.214515), (30, 0.1518744), (252, 0.08883927), (231, 0.05652835), (11, 0.03427173)]),
        (39, [(85, 0.6595058), (190, 0.08615202), (72, 0.05620976), (214, 0.04114183), (230, 0.03080805), (54, 0.02547807)]));

    private void AssertFollows(string settings, params (int Position, (int Token, double Probability)[] Likeliest)[] expected)
    {
        File.WriteAllText(_folder[HuggingFaceConfig.File], $$"""
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "vocab_size": 272, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "rms_norm_eps": 1e-05, "max_position_embeddings": 128, {{settings}} }
            """);
        var config = HuggingFaceConfig.Read(_folder.Path);
        SafetensorsWriter.Write(_folder["model.safetensors"], Weights(config));
        using var weights = new SafetensorsFolder(_folder.Path);
        using var decoder = new TorchDecoder(config, weights, trainable: false);
        using var scope = torch.NewDisposeScope();
        var probabilities = TorchTensors.ToArray(decoder.Hidden(TokenBatch.Causal(s_tokens, 1)).matmul(decoder.LanguageHead.t()).softmax(-1));
        foreach (var (position, likeliest) in expected)
        {
            var row = probabilities.AsSpan(position * config.VocabularySize, config.VocabularySize).ToArray();
            Assert.Equal(likeliest.Select(entry => entry.Token), Enumerable.Range(0, row.Length).OrderByDescending(token => row[token]).Take(likeliest.Length));
            foreach (var (token, probability) in likeliest) Assert.Equal(probability, row[token], probability * Tolerance);
        }
    }

    private static TensorTable Weights(DecoderConfig config) => new(DecoderTensors.Of(config).Select((tensor, k) => (tensor.Name, tensor.Shape, k)).ToDictionary(
        tensor => tensor.Name,
        tensor =>
        {
            var scale = tensor.Shape.Length == 1 ? 1 : tensor.Name == DecoderTensors.Embedding ? 2 : 4 / Math.Sqrt(tensor.Shape[1]);
            var middle = tensor.Shape.Length == 1 ? 1 : 0;
            return (tensor.Shape, (Func<float[]>)(() => [.. Enumerable.Range(0, (int)tensor.Shape.Aggregate((a, b) => a * b)).Select(i => (float)(middle + scale * Drawn(tensor.k, i)))]));
        }));

    /// <summary>From −0.5 to 0.5: MurmurHash3's finalizer over the tensor's and the element's number.</summary>
    private static double Drawn(int tensor, int element)
    {
        var bits = unchecked((uint)tensor * 1000003 + (uint)element * 7919 + 12345);
        bits = unchecked((bits ^ bits >> 16) * 0x85ebca6b);
        bits = unchecked((bits ^ bits >> 13) * 0xc2b2ae35);
        return (bits ^ bits >> 16) / 4294967296.0 - 0.5;
    }
}
