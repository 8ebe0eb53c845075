namespace MedRecCloud.InferenceWorker;

/// <summary>Where ONNX Runtime computes.</summary>
internal enum OnnxDevice
{
    /// <summary>TensorRT or CUDA when this build has them, otherwise the CPU; the choice is logged.</summary>
    Auto,
    Cpu,

    /// <summary>NVIDIA CUDA; refused when it is not there, and no node may fall back to the CPU.</summary>
    Cuda,

    /// <summary>TensorRT with CUDA for what it leaves; refused when it is not there.</summary>
    TensorRt,
}
