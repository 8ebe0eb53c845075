using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MedRecCloud.InferenceWorker;

/// <summary>One loaded graph. Running is safe from several threads; on a GPU inputs and outputs are bound on the device.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly OrtMemoryInfo? _deviceMemory;

    public OnnxModel(InferenceSession session, OnnxDevice device, int deviceId, TensorLedger ledger)
    {
        (_session, Device, Ledger) = (session, device, ledger);
        if (device != OnnxDevice.Cpu) _deviceMemory = new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, deviceId, OrtMemType.Default);
    }

    /// <summary>Cpu, Cuda or TensorRt: where it really runs.</summary>
    public OnnxDevice Device { get; }

    public TensorLedger Ledger { get; }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Initializers with a default that a caller may replace: the LoRA matrices.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Overridable => _session.OverridableInitializerMetadata;

    public TensorElementType TypeOf(string input) => Inputs[input].ElementDataType;

    /// <param name="names">Of <paramref name="inputs"/>, in their order.</param>
    /// <param name="outputs">What to return, in this order; the caller owns the tensors.</param>
    /// <param name="keepOnDevice">Outputs from this index on stay in the device's memory; the ones before come to the CPU.</param>
    public NativeTensor[] Run(string[] names, OrtValue[] inputs, string[] outputs, int keepOnDevice)
    {
        using var results = _deviceMemory is null ? null : Bound(names, inputs, outputs, keepOnDevice);
        var values = _deviceMemory is null ? _session.Run(_runOptions, names, inputs, outputs) : results!.Results;
        // Each value moves to its own owner; the collection itself holds nothing else.
        return [.. values.Select(value => new NativeTensor(Ledger, value))];
    }

    private BoundRun Bound(string[] names, OrtValue[] inputs, string[] outputs, int keepOnDevice)
    {
        var binding = _session.CreateIoBinding();
        for (var i = 0; i < names.Length; i++) binding.BindInput(names[i], inputs[i]);
        for (var i = 0; i < outputs.Length; i++) binding.BindOutputToDevice(outputs[i], i < keepOnDevice ? OrtMemoryInfo.DefaultInstance : _deviceMemory!);
        binding.SynchronizeBoundInputs();
        return new BoundRun(binding, _session.RunWithBoundResults(_runOptions, binding));
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
        _deviceMemory?.Dispose();
    }

    private sealed record BoundRun(OrtIoBinding Binding, IDisposableReadOnlyCollection<OrtValue> Results) : IDisposable
    {
        public void Dispose() => Binding.Dispose();
    }
}
