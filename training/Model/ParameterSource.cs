using MedRecCloud.Models.Tensors;
using TorchSharp.Modules;

namespace MedRecCloud.Training.Model;

/// <summary>Torch parameters as stored tensors, for writing and exporting.</summary>
internal sealed class ParameterSource(IReadOnlyDictionary<string, Parameter> parameters) : ITensorSource
{
    public IEnumerable<string> Names => parameters.Keys;

    public IReadOnlyList<long> Shape(string name) => Find(name).shape;

    public float[] Read(string name) => TorchTensors.ToArray(Find(name));

    private Parameter Find(string name) => parameters.TryGetValue(name, out var parameter) ? parameter : throw new TensorFormatException($"The model has no tensor '{name}'.");
}
