namespace MedRecCloud.Training.Onnx;

/// <summary>What a decoder answers with.</summary>
/// <param name="Tensor">Its weight in the checkpoint, [outputs, hidden].</param>
/// <param name="Output">The graph's output.</param>
/// <param name="Outputs">How many logits per row: 2 for Yes and No, the formulary's length for the label head.</param>
internal sealed record DecoderHead(string Tensor, string Output, int Outputs)
{
    public const string YesNoTensor = "answer_head.weight", LabelTensor = "label_head.weight";

    public static DecoderHead YesNo { get; } = new(YesNoTensor, MedRecCloud.Models.Onnx.DecoderGraph.YesNo, 2);

    public static DecoderHead Labels(int count) => new(LabelTensor, MedRecCloud.Models.Onnx.DecoderGraph.LabelLogits, count);
}
