namespace MedRecCloud.Models.Onnx;

/// <summary>Names and layout of the graph behind a LEADER teacher that adds each drug's own history and usage to its logit. A package without it answers with the label head's logits.</summary>
/// <remarks>B encounters, M drugs of the formulary, K columns of each.</remarks>
public static class CandidateGraph
{
    public const string File = "candidates.onnx", WeightsFile = "candidates.onnx.data";

    /// <summary>float [B, M]: the label head's logits.</summary>
    public const string Labels = DecoderGraph.LabelLogits;

    /// <summary>int64 [B, M, K]: each drug's own history in the patient and its usage, in bucketed columns.</summary>
    public const string Candidates = "candidates";

    /// <summary>float [B, M]: the final logits.</summary>
    public const string Logits = "logits";
}
