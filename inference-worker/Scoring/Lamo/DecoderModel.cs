using MedRecCloud.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MedRecCloud.InferenceWorker;

/// <summary>A decoder graph and the calls it is made for: one block of tokens after a cached past, with or without an adapter.</summary>
internal sealed class DecoderModel : IDisposable
{
    private readonly OnnxModel _model;
    private readonly int? _queryHeadsPerKey;
    private readonly string[] _inputs, _states, _answerOnly;

    /// <exception cref="InvalidOperationException">The graph is not a decoder of this product.</exception>
    /// <param name="queryHeadsPerKey">From the manifest, when it says so.</param>
    public DecoderModel(OnnxModel model, string answer, int? queryHeadsPerKey = null)
    {
        (_model, _queryHeadsPerKey) = (model, queryHeadsPerKey);
        Layers = model.Inputs.Keys.Count(name => name.StartsWith("past_key_values.", StringComparison.Ordinal)) / 2;
        string[] past = [.. Enumerable.Range(0, Layers).SelectMany(layer => new[] { DecoderGraph.PastKey(layer), DecoderGraph.PastValue(layer) })];
        _inputs = [DecoderGraph.InputIds, DecoderGraph.PositionIds, DecoderGraph.AttentionMask, DecoderGraph.Rows, .. past];
        _states = [.. Enumerable.Range(0, Layers).SelectMany(layer => new[] { DecoderGraph.PresentKey(layer), DecoderGraph.PresentValue(layer) })];
        _answerOnly = [answer];
        var missing = _inputs.Where(name => !model.Inputs.ContainsKey(name)).Concat(_states.Append(answer).Where(name => !model.Outputs.ContainsKey(name))).ToArray();
        if (Layers == 0 || missing.Length > 0) throw new InvalidOperationException($"The graph is no decoder: it lacks {string.Join(", ", missing.DefaultIfEmpty("key/value inputs"))}.");

        var key = model.Inputs[DecoderGraph.PastKey(0)];
        (KeyValueHeads, HeadSize, StateType) = (key.Dimensions[1], key.Dimensions[3], key.ElementDataType);
        if (KeyValueHeads <= 0 || HeadSize <= 0) throw new InvalidOperationException("The graph does not fix its number of key/value heads and their size.");
    }

    public int Layers { get; }

    public int KeyValueHeads { get; }

    public int HeadSize { get; }

    /// <summary>float32 or float16.</summary>
    public TensorElementType StateType { get; }

    public OnnxDevice Device => _model.Device;

    public TensorLedger Ledger => _model.Ledger;

    /// <summary>The LoRA matrices that the graph takes.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Adaptable => _model.Overridable;

    /// <summary>Bytes of the cached keys and values of one token.</summary>
    public long StateBytesPerToken => 2L * Layers * KeyValueHeads * HeadSize * (StateType == TensorElementType.Float16 ? 2 : 4);

    /// <summary>An upper estimate of what one call needs besides its states: attention scores and their softmax, mask, activations.</summary>
    public long WorkingBytes(long patients, long tokens, long context) =>
        patients * tokens * ((2 * QueryHeadsAtMost + 1) * context + 16L * QueryHeadsAtMost * HeadSize) * 4;

    // Grouped-query attention shares a key head among at most 8 query heads in the Llama family; the cap errs on the safe side.
    private int QueryHeadsAtMost => KeyValueHeads * (_queryHeadsPerKey ?? 8);

    /// <summary>A past of no tokens.</summary>
    public NativeTensor[] EmptyPast(int patients) =>
        [.. Enumerable.Range(0, 2 * Layers).Select(_ => NativeTensor.Allocate(Ledger, StateType, patients, KeyValueHeads, 0, HeadSize))];

    /// <summary>Reads a block; returns the keys and values of past and block together.</summary>
    public NativeTensor[] Extend(TokenBlock block, IReadOnlyList<NativeTensor> past, LoraAdapter? adapter) => Run(block, past, adapter, _states, 0);

    /// <summary>Reads a block; returns the answers of the block's rows alone.</summary>
    public NativeTensor Answer(TokenBlock block, IReadOnlyList<NativeTensor> past, LoraAdapter? adapter) => Run(block, past, adapter, _answerOnly, 1)[0];

    public void Dispose() => _model.Dispose();

    private NativeTensor[] Run(TokenBlock block, IReadOnlyList<NativeTensor> past, LoraAdapter? adapter, string[] outputs, int keepOnDevice)
    {
        var values = new List<OrtValue>(_inputs.Length) { block.Ids.Value, block.Positions.Value, block.Mask.Value, block.Rows.Value };
        values.AddRange(past.Select(tensor => tensor.Value));
        if (adapter is null) return _model.Run(_inputs, [.. values], outputs, keepOnDevice);
        values.AddRange(adapter.Values);
        return _model.Run([.. _inputs, .. adapter.Names], [.. values], outputs, keepOnDevice);
    }
}
