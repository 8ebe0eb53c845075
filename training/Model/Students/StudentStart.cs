using MedRecCloud.Models.Tensors;

namespace MedRecCloud.Training.Model.Students;

/// <summary>A student before training, drawn by a seed.</summary>
internal sealed class StudentStart(StudentConfig config, int seed) : ITensorSource
{
    private readonly Dictionary<string, long[]> _shapes = StudentTensors.Of(config).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);

    public IEnumerable<string> Names => _shapes.Keys;

    public IReadOnlyList<long> Shape(string name) => _shapes.TryGetValue(name, out var shape) ? shape : throw new TensorFormatException($"A student has no tensor '{name}'.");

    public float[] Read(string name)
    {
        var shape = Shape(name);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        if (shape.Count == 1)
        {
            Array.Fill(values, name.Contains("norm") && name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f);
            return values;
        }
        var random = new Random(unchecked(seed * 7919 + name.Aggregate(17, (hash, letter) => hash * 31 + letter)));
        // Tables of codes are small numbers; matrices keep the variance of what passes through.
        var deviation = name.EndsWith("weight", StringComparison.Ordinal) ? 1 / Math.Sqrt(shape[1]) : 0.1;
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
