using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.Training.Scoring;

/// <summary>Runs a decoder's graph for one patient: a prefix once, then tokens behind it under a mask.</summary>
internal sealed class DecoderSession : IDisposable
{
    private readonly DecoderArchitecture _architecture;
    private readonly InferenceSession _session;
    private readonly string[] _present;

    public DecoderSession(ModelPackage package)
    {
        _architecture = DecoderArchitecture.Of(package.Manifest.Architecture);
        _session = new InferenceSession(package.PathOf(ModelPackage.GraphFile));
        _present = [.. Enumerable.Range(0, _architecture.Layers).SelectMany(layer => new[] { DecoderGraph.PresentKey(layer), DecoderGraph.PresentValue(layer) })];
    }

    /// <summary>The keys and values of a prompt's prefix; the caller disposes them.</summary>
    public IReadOnlyList<OrtValue> Prefill(int[] ids, IReadOnlyList<(string Name, OrtValue Value)> adapter)
    {
        var empty = Enumerable.Range(0, _present.Length).Select(_ => Empty()).ToList();
        try
        {
            return Run(ids, [.. Enumerable.Range(0, ids.Length)], Causal(ids.Length), [], empty, 0, adapter, _present);
        }
        finally
        {
            empty.ForEach(value => value.Dispose());
        }
    }

    /// <summary>One output row per answered token.</summary>
    /// <param name="mask">[tokens, past + tokens]: 0 to see, <see cref="DecoderGraph.Masked"/> to hide.</param>
    public float[] Answer(
        int[] ids, int[] positions, float[] mask, int[] rows, IReadOnlyList<OrtValue> past, int pastLength, IReadOnlyList<(string Name, OrtValue Value)> adapter, string output)
    {
        var answers = Run(ids, positions, mask, rows, past, pastLength, adapter, [output]);
        using var answer = answers[0];
        return answer.GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The matrices of an adapter file, in the graph's precision.</summary>
    public IReadOnlyList<(string Name, OrtValue Value)> LoadAdapter(string path)
    {
        using var file = new SafetensorsFile(path);
        return [.. file.Names.Select(name => (name, Tensor(file.Read(name), [.. file.Shape(name)])))];
    }

    public void Dispose() => _session.Dispose();

    private IReadOnlyList<OrtValue> Run(
        int[] ids, int[] positions, float[] mask, int[] rows, IReadOnlyList<OrtValue> past, int pastLength, IReadOnlyList<(string Name, OrtValue Value)> adapter, string[] outputs)
    {
        using var idValue = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(ids, id => (long)id), [1, ids.Length]);
        using var positionValue = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(positions, position => (long)position), [1, ids.Length]);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, [1, 1, ids.Length, pastLength + ids.Length]);
        using var rowValue = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(rows, row => (long)row), [rows.Length]);
        using var options = new RunOptions();
        string[] names =
        [
            DecoderGraph.InputIds, DecoderGraph.PositionIds, DecoderGraph.AttentionMask, DecoderGraph.Rows,
            .. Enumerable.Range(0, _architecture.Layers).SelectMany(layer => new[] { DecoderGraph.PastKey(layer), DecoderGraph.PastValue(layer) }), .. adapter.Select(matrix => matrix.Name),
        ];
        return _session.Run(options, names, [idValue, positionValue, maskValue, rowValue, .. past, .. adapter.Select(matrix => matrix.Value)], outputs);
    }

    private OrtValue Empty()
    {
        long[] shape = [1, _architecture.KeyValueHeads, 0, _architecture.HeadSize];
        return Tensor([], shape);
    }

    private OrtValue Tensor(float[] values, long[] shape) => _architecture.IsHalf
        ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (Float16)value), shape)
        : OrtValue.CreateTensorValueFromMemory(values, shape);

    private static float[] Causal(int length)
    {
        var mask = new float[length * length];
        for (var row = 0; row < length; row++)
            mask.AsSpan(row * length + row + 1, length - row - 1).Fill(DecoderGraph.Masked);
        return mask;
    }
}
