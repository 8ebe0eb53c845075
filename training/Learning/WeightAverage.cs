using MedRecCloud.Training.Model;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>An exponential average of the parameters over the updates: on few data it generalizes better than any single step's weights.</summary>
internal sealed class WeightAverage
{
    private readonly double _decay;
    private readonly Dictionary<string, float[]> _values;

    /// <param name="decay">Weight of the past, e.g. 0.998; 0 keeps no average.</param>
    public WeightAverage(double decay, IReadOnlyDictionary<string, Parameter> trained) =>
        (_decay, _values) = (decay, decay <= 0 ? [] : trained.ToDictionary(item => item.Key, item => TorchTensors.ToArray(item.Value)));

    public IReadOnlyDictionary<string, float[]> Values => _values;

    /// <summary>Takes an average saved before.</summary>
    public void Restore(IReadOnlyDictionary<string, float[]> values)
    {
        foreach (var (name, value) in values)
            _values[name] = value;
    }

    public void Add(int step, IReadOnlyDictionary<string, Parameter> trained)
    {
        // Early on the past is short: the first weights are random.
        var past = (float)Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var (name, average) in _values)
        {
            var current = TorchTensors.ToArray(trained[name]);
            for (var i = 0; i < average.Length; i++)
                average[i] += (1 - past) * (current[i] - average[i]);
        }
    }

    /// <summary>Runs something with the average in the parameters' place.</summary>
    public T Use<T>(IReadOnlyDictionary<string, Parameter> trained, Func<T> action)
    {
        if (_values.Count == 0)
            return action();
        var current = trained.ToDictionary(item => item.Key, item => TorchTensors.ToArray(item.Value));
        Put(_values, trained);
        try
        {
            return action();
        }
        finally
        {
            Put(current, trained);
        }
    }

    private static void Put(IReadOnlyDictionary<string, float[]> values, IReadOnlyDictionary<string, Parameter> trained)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in trained)
            parameter.copy_(tensor(values[name], parameter.shape));
    }
}
