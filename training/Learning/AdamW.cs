using MedRecCloud.Training.Model;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>AdamW (arXiv 1711.05101), with its moments open to the checkpoint. Norms, heads' biases and other vectors are not decayed.</summary>
internal sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.99;
    private static readonly Scalar Old1 = Beta1, New1 = 1 - Beta1, Old2 = Beta2, New2 = 1 - Beta2;
    private readonly IReadOnlyDictionary<string, Parameter> _parameters;
    private readonly double _decay;

    public AdamW(IReadOnlyDictionary<string, Parameter> parameters, double decay)
    {
        (_parameters, _decay) = (parameters, decay);
        foreach (var (name, parameter) in parameters)
        {
            First[name] = TorchTensors.Detached(new float[parameter.numel()], parameter.shape);
            Second[name] = TorchTensors.Detached(new float[parameter.numel()], parameter.shape);
        }
    }

    /// <summary>Running mean of the gradients.</summary>
    public Dictionary<string, Tensor> First { get; } = [];

    /// <summary>Running mean of their squares.</summary>
    public Dictionary<string, Tensor> Second { get; } = [];

    /// <summary>Length of all gradients together.</summary>
    public double GradientNorm()
    {
        using var scope = NewDisposeScope();
        return Math.Sqrt(_parameters.Values.Where(parameter => parameter.grad is not null).Sum(parameter => (parameter.grad! * parameter.grad!).sum().item<float>()));
    }

    /// <summary>One update from the gradients, which are cleared.</summary>
    /// <param name="step">Counted from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="scale">Multiplies every gradient (averaging, clipping).</param>
    public void Step(int step, double rate, double scale)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        using Scalar keep = scale, decay = 1 - rate * _decay, stride = -rate / (1 - Math.Pow(Beta1, step)), bias2 = 1 - Math.Pow(Beta2, step);
        foreach (var (name, parameter) in _parameters)
        {
            if (parameter.grad is not { } gradient)
                continue;
            gradient.mul_(keep);
            First[name].mul_(Old1).add_(gradient, alpha: New1);
            Second[name].mul_(Old2).addcmul_(gradient, gradient, value: New2);
            if (_decay > 0 && parameter.dim() > 1)
                parameter.mul_(decay);
            parameter.addcdiv_(First[name], (Second[name] / bias2).sqrt_().add_(TorchScalars.Tiny, TorchScalars.One), value: stride);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var moment in First.Values.Concat(Second.Values))
            moment.Dispose();
    }
}
