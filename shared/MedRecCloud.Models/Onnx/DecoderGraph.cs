namespace MedRecCloud.Models.Onnx;

/// <summary>Names and layout of the decoder's ONNX graph, agreed between the exporter and the engine. One graph serves prefill, packs and the label head.</summary>
/// <remarks>
/// B patients, S tokens, P tokens already cached (0 is allowed), KV key/value heads of size D, R answer rows. Hidden adapters are the
/// overridable initializers <see cref="LoraA"/> and <see cref="LoraB"/>, of rank 0 unless fed.
/// </remarks>
public static class DecoderGraph
{
    /// <summary>int64 [B, S].</summary>
    public const string InputIds = "input_ids";

    /// <summary>int64 [B, S]; a candidate's positions restart after the prefix.</summary>
    public const string PositionIds = "position_ids";

    /// <summary>float [B, 1, S, P + S], added to the attention scores: 0 to see, <see cref="Masked"/> to hide. Also float when the graph computes in fp16.</summary>
    public const string AttentionMask = "attention_mask";

    /// <summary>int64 [R]: which rows of the flattened [B * S] tokens are answered. R may be 0.</summary>
    public const string Rows = "rows";

    /// <summary>float [R, 2]: the logits of Yes and of No.</summary>
    public const string YesNo = "yes_no";

    /// <summary>float [R, M]: one logit per drug of the formulary (leader-teacher).</summary>
    public const string LabelLogits = "label_logits";

    /// <summary>What hides a key. Finite in half precision too, so a fully hidden row gives numbers, not NaN.</summary>
    public const float Masked = -10_000f;

    public const int YesColumn = 0, NoColumn = 1;

    /// <summary>[B, KV, P, D] in the graph's precision.</summary>
    public static string PastKey(int layer) => $"past_key_values.{layer}.key";

    /// <inheritdoc cref="PastKey"/>
    public static string PastValue(int layer) => $"past_key_values.{layer}.value";

    /// <summary>[B, KV, P + S, D] in the graph's precision.</summary>
    public static string PresentKey(int layer) => $"present.{layer}.key";

    /// <inheritdoc cref="PresentKey"/>
    public static string PresentValue(int layer) => $"present.{layer}.value";

    /// <summary>[in, rank] in the graph's precision.</summary>
    /// <param name="layer">Counted from 0.</param>
    /// <param name="projection">q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj or down_proj.</param>
    public static string LoraA(int layer, string projection) => $"lora.{layer}.{projection}.A";

    /// <summary>[rank, out] in the graph's precision, alpha / rank folded in.</summary>
    /// <param name="layer">Counted from 0.</param>
    /// <param name="projection">q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj or down_proj.</param>
    public static string LoraB(int layer, string projection) => $"lora.{layer}.{projection}.B";
}
