using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Model;

/// <summary>The decoder in Torch: the same computation as the exported graph, with gradients.</summary>
/// <remarks>Owns its parameters. Everything computed belongs to the caller's dispose scope.</remarks>
internal sealed class TorchDecoder : IDisposable
{
    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly Tensor _cosines, _sines, _epsilon;

    /// <param name="config">The shape.</param>
    /// <param name="weights">Tensors under their Hugging Face names.</param>
    /// <param name="trainable">False freezes the base (LoRA).</param>
    /// <exception cref="TensorFormatException">A tensor is missing or has another shape.</exception>
    public TorchDecoder(DecoderConfig config, ITensorSource weights, bool trainable)
    {
        LibTorch.EnsureLoaded();
        Config = config;
        foreach (var (name, shape) in DecoderTensors.Of(config))
            _parameters[name] = TorchTensors.Parameter(weights, name, shape, trainable);
        var table = RotaryTable.Of(config);
        _cosines = TorchTensors.Detached(table.Cosines, config.MaxPositions, config.HeadSize / 2);
        _sines = TorchTensors.Detached(table.Sines, config.MaxPositions, config.HeadSize / 2);
        // A tensor, not a number: see TorchScalars.
        _epsilon = TorchTensors.Detached([config.NormEpsilon], 1);
    }

    public DecoderConfig Config { get; }

    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    /// <summary>The table whose rows are the vocabulary's output directions.</summary>
    public Tensor LanguageHead => _parameters[Config.TiedHead ? DecoderTensors.Embedding : DecoderTensors.LanguageHead];

    /// <summary>Hidden states after the final norm.</summary>
    /// <param name="batch">Tokens, positions and who sees whom.</param>
    /// <param name="adapter">The LoRA that acts; null for the base alone.</param>
    /// <param name="rows">Flattened tokens to answer, or null for all of them: the last layer computes no others.</param>
    /// <returns>[rows, hidden]</returns>
    public Tensor Hidden(TokenBatch batch, LoraAdapter? adapter = null, Tensor? rows = null)
    {
        var (size, length) = (batch.Ids.shape[0], batch.Ids.shape[1]);
        var hidden = _parameters[DecoderTensors.Embedding].index_select(0, batch.Ids.reshape(-1)).reshape(size, length, Config.HiddenSize);
        var cosines = _cosines.index_select(0, batch.Positions.reshape(-1)).reshape(size, 1, length, -1);
        var sines = _sines.index_select(0, batch.Positions.reshape(-1)).reshape(size, 1, length, -1);
        for (var layer = 0; layer < Config.Layers; layer++)
            hidden = Layer(layer, hidden, batch, cosines, sines, adapter, layer == Config.Layers - 1 ? rows : null);
        return Norm(hidden, DecoderTensors.FinalNorm).reshape(-1, Config.HiddenSize);
    }

    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
            parameter.Dispose();
        _cosines.Dispose();
        _sines.Dispose();
        _epsilon.Dispose();
    }

    private Tensor Layer(int layer, Tensor hidden, TokenBatch batch, Tensor cosines, Tensor sines, LoraAdapter? adapter, Tensor? rows)
    {
        var adapted = batch.Adapted;
        var normed = Norm(hidden, $"model.layers.{layer}.input_layernorm.weight");
        var query = Rotate(Heads(Project("q_proj", normed), Config.Heads), cosines, sines);
        var key = Rotate(Heads(Project("k_proj", normed), Config.KeyValueHeads), cosines, sines);
        var value = Heads(Project("v_proj", normed), Config.KeyValueHeads);
        var shared = Config.Heads / Config.KeyValueHeads;
        var attended = nn.functional.scaled_dot_product_attention(query, Repeat(key, shared), Repeat(value, shared), batch.Mask, 0, is_casual: batch.Mask is null)
            .transpose(1, 2).reshape(hidden.shape[0], hidden.shape[1], -1);
        if (rows is not null)
        {
            (attended, hidden) = (Only(attended, rows), Only(hidden, rows));
            adapted = adapted is null ? null : Only(adapted, rows);
        }
        hidden = hidden.Plus(Project("o_proj", attended));
        normed = Norm(hidden, $"model.layers.{layer}.post_attention_layernorm.weight");
        return hidden.Plus(Project("down_proj", nn.functional.silu(Project("gate_proj", normed)) * Project("up_proj", normed)));

        Tensor Project(string name, Tensor input)
        {
            var output = input.matmul(_parameters[DecoderTensors.Projection(layer, name)].t());
            return adapter is null ? output : adapter.Add(layer, name, input, output, adapted);
        }
    }

    private Tensor Norm(Tensor input, string weight) =>
        input * rsqrt((input * input).mean([-1], keepdim: true).Plus(_epsilon)) * _parameters[weight];

    private Tensor Heads(Tensor input, int heads) => input.reshape(input.shape[0], input.shape[1], heads, Config.HeadSize).transpose(1, 2);

    private static Tensor Rotate(Tensor heads, Tensor cosines, Tensor sines)
    {
        var halves = heads.chunk(2, -1);
        return cat([(halves[0] * cosines).Minus(halves[1] * sines), (halves[1] * cosines).Plus(halves[0] * sines)], -1);
    }

    private static Tensor Repeat(Tensor heads, int times) => times == 1 ? heads : heads.repeat_interleave(times, 1);

    private static Tensor Only(Tensor input, Tensor rows) => input.reshape(-1, input.shape[^1]).index_select(0, rows).unsqueeze(0);
}
