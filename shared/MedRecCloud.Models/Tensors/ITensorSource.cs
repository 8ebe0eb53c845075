namespace MedRecCloud.Models.Tensors;

/// <summary>Named tensors, read one at a time, so that a model larger than memory can be converted.</summary>
public interface ITensorSource
{
    IEnumerable<string> Names { get; }

    /// <exception cref="TensorFormatException">There is no such tensor.</exception>
    IReadOnlyList<long> Shape(string name);

    /// <summary>The values in row-major order, converted to single precision.</summary>
    /// <exception cref="TensorFormatException">There is no such tensor, or its bytes cannot be read.</exception>
    float[] Read(string name);
}
