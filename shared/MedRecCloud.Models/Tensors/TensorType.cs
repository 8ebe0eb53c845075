namespace MedRecCloud.Models.Tensors;

/// <summary>Element types of safetensors that hold weights.</summary>
public enum TensorType
{
    F32,
    F16,
    BF16,
}
