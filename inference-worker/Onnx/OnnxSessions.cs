using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace MedRecCloud.InferenceWorker;

/// <summary>Opens graphs on the configured device.</summary>
internal sealed class OnnxSessions(IOptions<OnnxOptions> options, ILogger<OnnxSessions> logger)
{
    private readonly OnnxOptions _options = options.Value;

    /// <summary>Where graphs are opened: Cpu, Cuda or TensorRt.</summary>
    public OnnxDevice Device => Choose();

    /// <summary>Counts the tensors of every graph opened here.</summary>
    public TensorLedger Ledger { get; } = new();

    /// <exception cref="InvalidOperationException">The configured device is not in this build, or the graph would partly run elsewhere.</exception>
    public OnnxModel Open(string path)
    {
        var device = Choose();
        using var session = new SessionOptions
        {
            IntraOpNumThreads = _options.IntraOpThreads,
            InterOpNumThreads = 1,
            // Shapes differ from request to request: a remembered pattern per shape would only grow.
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (device != OnnxDevice.Cpu) AddGpu(session, device);
        try
        {
            var model = new OnnxModel(new InferenceSession(path, session), device, _options.DeviceId, Ledger);
            Log.GraphOpened(logger, Path.GetFileName(path), device, device == OnnxDevice.Cpu ? _options.IntraOpThreads : 0);
            return model;
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidOperationException($"{Path.GetFileName(path)} cannot be opened on {device}: {error.Message}", error);
        }
    }

    private OnnxDevice Choose()
    {
        var available = OrtEnv.Instance().GetAvailableProviders();
        var tensorRt = available.Contains("TensorrtExecutionProvider");
        var cuda = available.Contains("CUDAExecutionProvider");
        return _options.Device switch
        {
            OnnxDevice.Cpu => OnnxDevice.Cpu,
            OnnxDevice.Cuda when !cuda => throw Missing("CUDA", available),
            OnnxDevice.TensorRt when !tensorRt => throw Missing("TensorRT", available),
            OnnxDevice.Auto => cuda ? OnnxDevice.Cuda : OnnxDevice.Cpu,
            var chosen => chosen,
        };
    }

    private void AddGpu(SessionOptions session, OnnxDevice device)
    {
        // Silence would hide a fall-back: a graph that does not fit the device is refused instead.
        session.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        if (device == OnnxDevice.TensorRt)
        {
            using var tensorRt = new OrtTensorRTProviderOptions();
            tensorRt.UpdateOptions(new Dictionary<string, string> { ["device_id"] = Number(_options.DeviceId), ["trt_fp16_enable"] = "1" });
            session.AppendExecutionProvider_Tensorrt(tensorRt);
        }

        using var cuda = new OrtCUDAProviderOptions();
        var settings = new Dictionary<string, string> { ["device_id"] = Number(_options.DeviceId), ["arena_extend_strategy"] = "kSameAsRequested" };
        if (_options.GpuMemoryMiB > 0) settings["gpu_mem_limit"] = Number((long)_options.GpuMemoryMiB << 20);
        cuda.UpdateOptions(settings);
        session.AppendExecutionProvider_CUDA(cuda);
    }

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static InvalidOperationException Missing(string name, string[] available) =>
        new($"{OnnxOptions.Section}:Device asks for {name}, but this build of ONNX Runtime offers {string.Join(", ", available)}: build with -p:Gpu=true or set Cpu.");
}
