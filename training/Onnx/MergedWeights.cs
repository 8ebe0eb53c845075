using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Onnx;

/// <summary>A base's weights with one adapter added: W + (A·B)ᵀ, where the stored B already carries alpha / rank. Without an adapter file the weights as they are.</summary>
internal sealed class MergedWeights : ITensorSource
{
    private readonly ITensorSource _base;
    private readonly Dictionary<string, (string A, string B)> _merged = [];
    private readonly string? _adapter;

    public MergedWeights(ITensorSource weights, TrainedFolder trained) : this(weights, File.Exists(trained.PathOf(TrainedFolder.MergedAdapter)) ? trained.PathOf(TrainedFolder.MergedAdapter) : null)
    {
    }

    /// <param name="weights">The base.</param>
    /// <param name="adapter">An adapter's file, or null.</param>
    public MergedWeights(ITensorSource weights, string? adapter)
    {
        (_base, _adapter) = (weights, adapter);
        if (adapter is null)
            return;
        using var file = new SafetensorsFile(adapter);
        foreach (var name in file.Names.Where(name => name.EndsWith(".A", StringComparison.Ordinal)))
            if (name.Split('.') is [_, var layer, var projection, _])
                _merged[DecoderTensors.Projection(int.Parse(layer, System.Globalization.CultureInfo.InvariantCulture), projection)] = (name, name[..^1] + "B");
    }

    public IEnumerable<string> Names => _base.Names;

    public IReadOnlyList<long> Shape(string name) => _base.Shape(name);

    public float[] Read(string name)
    {
        var values = _base.Read(name);
        if (!_merged.TryGetValue(name, out var pair))
            return values;
        using var file = new SafetensorsFile(_adapter!);
        var (outputs, inputs, rank) = ((int)Shape(name)[0], (int)Shape(name)[1], (int)file.Shape(pair.A)[1]);
        var (a, b) = (file.Read(pair.A), file.Read(pair.B));
        for (var output = 0; output < outputs; output++)
            for (var input = 0; input < inputs; input++)
                for (var r = 0; r < rank; r++)
                    values[output * inputs + input] += a[input * rank + r] * b[r * outputs + output];
        return values;
    }
}
