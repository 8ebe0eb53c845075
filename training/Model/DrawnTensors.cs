using MedRecCloud.Models.Tensors;

namespace MedRecCloud.Training.Model;

/// <summary>Tensors before training, drawn by a seed: norms are one, biases zero, tables of vectors small, and matrices keep the variance of what passes through.</summary>
/// <param name="tensors">Names and shapes.</param>
/// <param name="seed">The same seed draws the same numbers, in whatever order the tensors are read.</param>
/// <param name="given">Tensors that start with values of their own.</param>
internal sealed class DrawnTensors(IEnumerable<(string Name, long[] Shape)> tensors, int seed, IReadOnlyDictionary<string, float[]>? given = null) : ITensorSource
{
    private readonly Dictionary<string, long[]> _shapes = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);

    public IEnumerable<string> Names => _shapes.Keys;

    public IReadOnlyList<long> Shape(string name) => _shapes.TryGetValue(name, out var shape) ? shape : throw new TensorFormatException($"There is no tensor '{name}'.");

    public float[] Read(string name)
    {
        var shape = Shape(name);
        if (given?.GetValueOrDefault(name) is { } own)
            return [.. own];
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        if (shape.Count == 1)
        {
            Array.Fill(values, name.Contains("norm") && name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f);
            return values;
        }
        var random = new Random(unchecked(seed * 7919 + name.Aggregate(17, (hash, letter) => hash * 31 + letter)));
        var deviation = name.EndsWith("weight", StringComparison.Ordinal) ? 1 / Math.Sqrt(shape[1]) : 0.1;
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
