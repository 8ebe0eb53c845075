using MedRecCloud.Models.Onnx;

namespace MedRecCloud.InferenceWorker;

/// <summary>The inputs of one call: for each patient a row of tokens, their positions, what each may see, and which tokens are answered.</summary>
internal sealed class TokenBlock : IDisposable
{
    private readonly int _past;

    /// <param name="patients">Rows.</param>
    /// <param name="tokens">Tokens per row, padding included.</param>
    /// <param name="past">Tokens already cached per row, padding included.</param>
    /// <param name="answers">How many tokens of all rows are answered.</param>
    public TokenBlock(TensorLedger ledger, int patients, int tokens, int past, int answers)
    {
        (_past, Tokens) = (past, tokens);
        Ids = NativeTensor.Integers(ledger, patients, tokens);
        Positions = NativeTensor.Integers(ledger, patients, tokens);
        Mask = NativeTensor.Floats(ledger, patients, 1, tokens, past + tokens);
        Rows = NativeTensor.Integers(ledger, answers);
        Ids.Span<long>().Clear();
        Positions.Span<long>().Clear();
        Mask.Span<float>().Fill(DecoderGraph.Masked);
    }

    public int Tokens { get; }

    public NativeTensor Ids { get; }

    public NativeTensor Positions { get; }

    public NativeTensor Mask { get; }

    public NativeTensor Rows { get; }

    public Span<long> IdsOf(int patient) => Ids.Span<long>().Slice(patient * Tokens, Tokens);

    public Span<long> PositionsOf(int patient) => Positions.Span<long>().Slice(patient * Tokens, Tokens);

    /// <summary>The mask of one patient's tokens: row by row over past and block.</summary>
    public Span<float> MaskOf(int patient)
    {
        var size = Tokens * (_past + Tokens);
        return Mask.Span<float>().Slice(patient * size, size);
    }

    public void Dispose()
    {
        Ids.Dispose();
        Positions.Dispose();
        Mask.Dispose();
        Rows.Dispose();
    }
}
