using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Model;

/// <summary>A decoder with the head that answers: two rows for Yes and No (LAMO), or one per drug (LEADER's teacher).</summary>
internal sealed class AnswerModel : IDisposable
{
    private readonly Parameter _head;

    /// <param name="decoder">Owned from now on.</param>
    /// <param name="headShape">The head's tensor and number of outputs.</param>
    /// <param name="head">[outputs, hidden].</param>
    public AnswerModel(TorchDecoder decoder, DecoderHead headShape, float[] head)
    {
        (Decoder, HeadShape) = (decoder, headShape);
        _head = TorchTensors.Parameter(head, [headShape.Outputs, decoder.Config.HiddenSize], trainable: true);
    }

    public TorchDecoder Decoder { get; }

    public DecoderHead HeadShape { get; }

    /// <summary>The adapter in training or use; null for the base.</summary>
    public LoraAdapter? Adapter { get; set; }

    /// <summary>Every tensor of the model, the head included, the adapter not.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters =>
        Decoder.Parameters.Append(KeyValuePair.Create(HeadShape.Tensor, _head)).ToDictionary();

    /// <summary>Logits of the answer rows, [rows, outputs].</summary>
    public Tensor Logits(TokenBatch batch, Tensor rows) => Logits(batch, rows, Adapter);

    /// <summary>The same under another adapter than the one in training.</summary>
    public Tensor Logits(TokenBatch batch, Tensor rows, LoraAdapter? adapter) => Decoder.Hidden(batch, adapter, rows).matmul(_head.t());

    public void Dispose()
    {
        _head.Dispose();
        Adapter?.Dispose();
        Decoder.Dispose();
    }
}
