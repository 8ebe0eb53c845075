using MedRecCloud.Models.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Model;

/// <summary>Between stored tensors and Torch's.</summary>
internal static class TorchTensors
{
    /// <summary>A parameter outside every dispose scope, its shape checked.</summary>
    /// <exception cref="TensorFormatException">Missing, or of another shape.</exception>
    public static Parameter Parameter(ITensorSource source, string name, IReadOnlyList<long> shape, bool trainable)
    {
        if (!source.Shape(name).SequenceEqual(shape))
            throw new TensorFormatException($"'{name}' has the shape [{string.Join(", ", source.Shape(name))}]; the model's is [{string.Join(", ", shape)}].");
        return Parameter(source.Read(name), shape, trainable);
    }

    public static Parameter Parameter(float[] values, IReadOnlyList<long> shape, bool trainable)
    {
        var parameter = new Parameter(tensor(values, [.. shape]), trainable);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>A constant outside every dispose scope.</summary>
    public static Tensor Detached(float[] values, params long[] shape) => tensor(values, shape).DetachFromDisposeScope();

    public static float[] ToArray(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
