using MedRecCloud.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.Training.Onnx;

/// <summary>Runs an exported decoder in ONNX Runtime, one call per sequence with nothing cached: what <c>verify</c> compares with Torch.</summary>
internal sealed class OnnxDecoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _output;
    private readonly RunOptions _options = new();

    public OnnxDecoder(string graph)
    {
        // Quiet: ONNX Runtime otherwise prints its own warnings to the terminal.
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(graph, options);
        _output = _session.OutputNames.First(name => name is DecoderGraph.YesNo or DecoderGraph.LabelLogits);
    }

    /// <summary>The head's logits, row by row.</summary>
    /// <param name="ids">One sequence.</param>
    /// <param name="positions">Of each token.</param>
    /// <param name="mask">[S, S], 0 or <see cref="DecoderGraph.Masked"/>.</param>
    /// <param name="rows">The answered tokens.</param>
    /// <param name="adapter">Adapter tensors to feed; empty for the base.</param>
    public float[] Run(long[] ids, long[] positions, float[] mask, long[] rows, IReadOnlyDictionary<string, OrtValue>? adapter = null)
    {
        var inputs = new Dictionary<string, OrtValue>
        {
            [DecoderGraph.InputIds] = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]),
            [DecoderGraph.PositionIds] = OrtValue.CreateTensorValueFromMemory(positions, [1, ids.Length]),
            [DecoderGraph.AttentionMask] = OrtValue.CreateTensorValueFromMemory(mask, [1, 1, ids.Length, ids.Length]),
            [DecoderGraph.Rows] = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length]),
        };
        foreach (var (name, metadata) in _session.InputMetadata.Where(input => input.Key.StartsWith("past_key_values", StringComparison.Ordinal)))
            inputs[name] = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, metadata.ElementDataType, [1, metadata.Dimensions[1], 0, metadata.Dimensions[3]]);
        try
        {
            var all = adapter is null ? inputs : inputs.Concat(adapter).ToDictionary();
            using var results = _session.Run(_options, all.Keys.ToList(), all.Values.ToList(), [_output]);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        }
        finally
        {
            foreach (var value in inputs.Values)
                value.Dispose();
        }
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }
}
