using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Onnx;

/// <summary>An adapter drawn by a seed, strong enough that it visibly changes scores.</summary>
internal sealed class RandomAdapter(DecoderConfig config, IReadOnlyCollection<string> targets, int rank, int seed) : ITensorSource
{
    private readonly Dictionary<string, long[]> _shapes = Enumerable.Range(0, config.Layers)
        .SelectMany(layer => config.Projections.Where(projection => targets.Contains(projection.Name)).SelectMany(projection => new[]
        {
            (Name: DecoderGraph.LoraA(layer, projection.Name), Shape: new long[] { projection.In, rank }),
            (Name: DecoderGraph.LoraB(layer, projection.Name), Shape: [rank, projection.Out]),
        }))
        .ToDictionary(item => item.Name, item => item.Shape);

    public IEnumerable<string> Names => _shapes.Keys;

    public IReadOnlyList<long> Shape(string name) => _shapes[name];

    public float[] Read(string name)
    {
        var random = new Random(seed * 7919 + name.Aggregate(17, (hash, letter) => unchecked(hash * 31 + letter)));
        var scale = 1 / Math.Sqrt(_shapes[name][0]);
        return [.. Enumerable.Range(0, (int)(_shapes[name][0] * _shapes[name][1])).Select(_ => (float)((random.NextDouble() * 2 - 1) * scale))];
    }
}
