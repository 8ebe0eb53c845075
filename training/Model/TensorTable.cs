using MedRecCloud.Models.Tensors;

namespace MedRecCloud.Training.Model;

/// <summary>Tensors under names, read when asked for.</summary>
internal sealed class TensorTable(IReadOnlyDictionary<string, (long[] Shape, Func<float[]> Read)> tensors) : ITensorSource
{
    public IEnumerable<string> Names => tensors.Keys;

    public IReadOnlyList<long> Shape(string name) => Find(name).Shape;

    public float[] Read(string name) => Find(name).Read();

    private (long[] Shape, Func<float[]> Read) Find(string name) => tensors.TryGetValue(name, out var tensor) ? tensor : throw new TensorFormatException($"There is no tensor '{name}'.");
}
