using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Model;

/// <summary>Low-rank additions to some projections. In memory B is as trained; stored files fold alpha / rank into it.</summary>
internal sealed class LoraAdapter : IDisposable
{
    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly Scalar _scale;

    /// <summary>A fresh adapter: A drawn by the seed, B zero, so the model begins as the base.</summary>
    public LoraAdapter(DecoderConfig config, LoraOptions options, int seed)
    {
        (Options, _scale) = (options, options.Scale);
        var random = new Random(seed);
        for (var layer = 0; layer < config.Layers; layer++)
            foreach (var (name, inputs, outputs) in config.Projections.Where(projection => options.Targets.Contains(projection.Name)))
            {
                // Kaiming-uniform with a = sqrt(5), as PEFT does.
                var limit = 1 / Math.Sqrt(inputs);
                var a = Enumerable.Range(0, inputs * options.Rank).Select(_ => (float)((random.NextDouble() * 2 - 1) * limit)).ToArray();
                _parameters[DecoderGraph.LoraA(layer, name)] = TorchTensors.Parameter(a, [inputs, options.Rank], trainable: true);
                _parameters[DecoderGraph.LoraB(layer, name)] = TorchTensors.Parameter(new float[options.Rank * outputs], [options.Rank, outputs], trainable: true);
            }
    }

    public LoraOptions Options { get; }

    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    /// <summary>The projection's output with the low-rank part added where the adapter may act.</summary>
    public Tensor Add(int layer, string projection, Tensor input, Tensor output, Tensor? adapted)
    {
        if (!_parameters.TryGetValue(DecoderGraph.LoraA(layer, projection), out var a))
            return output;
        var low = input.matmul(a).matmul(_parameters[DecoderGraph.LoraB(layer, projection)]) * _scale;
        return output.Plus(Options.IsCandidateOnly ? low * (adapted ?? throw new ArgumentException("A candidate-only adapter needs to know the candidates' tokens.", nameof(adapted))) : low);
    }

    /// <summary>Writes the adapter in the package's form.</summary>
    public void Save(string path) => SafetensorsWriter.Write(path, new Folded(this), TensorType.F32, new Dictionary<string, string>
    {
        ["semantics"] = Options.Semantics,
        ["rank"] = $"{Options.Rank}",
        ["alpha"] = FormattableString.Invariant($"{Options.Alpha}"),
        ["targets"] = string.Join(',', Options.Targets),
    });

    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
            parameter.Dispose();
        _scale.Dispose();
    }

    private sealed class Folded(LoraAdapter adapter) : ITensorSource
    {
        private readonly ParameterSource _source = new(adapter._parameters);

        public IEnumerable<string> Names => _source.Names;

        public IReadOnlyList<long> Shape(string name) => _source.Shape(name);

        public float[] Read(string name) => name.EndsWith(".B", StringComparison.Ordinal)
            ? [.. _source.Read(name).Select(value => value * (float)adapter.Options.Scale)]
            : _source.Read(name);
    }
}
