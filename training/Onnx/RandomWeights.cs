using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Onnx;

/// <summary>Weights drawn by a seed, of the spread a fresh decoder has. They know nothing: for tests, benchmarks and as the start of a pre-training.</summary>
internal sealed class RandomWeights : ITensorSource
{
    private readonly Dictionary<string, long[]> _shapes = [];
    private readonly DecoderConfig _config;
    private readonly int _seed;

    public RandomWeights(DecoderConfig config, int seed, params ReadOnlySpan<DecoderHead> heads)
    {
        (_config, _seed) = (config, seed);
        foreach (var (name, shape) in DecoderTensors.Of(config))
            _shapes[name] = shape;
        foreach (var head in heads)
            _shapes[head.Tensor] = [head.Outputs, config.HiddenSize];
    }

    public IEnumerable<string> Names => _shapes.Keys;

    public IReadOnlyList<long> Shape(string name) => _shapes.TryGetValue(name, out var shape) ? shape : throw new TensorFormatException($"There is no tensor '{name}'.");

    public float[] Read(string name)
    {
        var values = new float[Shape(name).Aggregate(1L, (product, size) => product * size)];
        if (name.EndsWith("norm.weight", StringComparison.Ordinal))
        {
            Array.Fill(values, 1f);
            return values;
        }
        // Each tensor has its own generator, so that reading in another order gives the same model.
        var random = new Random(_seed * 7919 + name.Aggregate(17, (hash, letter) => unchecked(hash * 31 + letter)));
        // GPT-2's rule: what is added to the residual stream is scaled down by the number of additions.
        var deviation = 0.02 / (name.Contains("o_proj") || name.Contains("down_proj") ? Math.Sqrt(2.0 * _config.Layers) : 1);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
