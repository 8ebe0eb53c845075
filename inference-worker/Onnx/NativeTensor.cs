using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MedRecCloud.InferenceWorker;

/// <summary>One ONNX Runtime value with exactly one owner. Nothing else in the worker holds an <see cref="OrtValue"/>.</summary>
internal sealed class NativeTensor : IDisposable
{
    private readonly TensorLedger _ledger;
    private OrtValue? _value;

    /// <summary>Takes over a value that ONNX Runtime made.</summary>
    public NativeTensor(TensorLedger ledger, OrtValue value)
    {
        (_ledger, _value) = (ledger, value);
        ledger.Opened();
    }

    public OrtValue Value => _value ?? throw new ObjectDisposedException(nameof(NativeTensor));

    /// <summary>A new tensor in CPU memory. A dimension may be 0, as that of an empty past.</summary>
    public static NativeTensor Allocate(TensorLedger ledger, TensorElementType type, params long[] shape) =>
        new(ledger, OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape));

    /// <summary>A new int64 tensor in CPU memory.</summary>
    public static NativeTensor Integers(TensorLedger ledger, params long[] shape) => Allocate(ledger, TensorElementType.Int64, shape);

    /// <summary>A new float32 tensor in CPU memory.</summary>
    public static NativeTensor Floats(TensorLedger ledger, params long[] shape) => Allocate(ledger, TensorElementType.Float, shape);

    /// <summary>Its numbers; only for tensors in CPU memory.</summary>
    public Span<T> Span<T>() where T : unmanaged => Value.GetTensorMutableDataAsSpan<T>();

    /// <summary>Size in bytes, on whatever device it lies.</summary>
    public long Bytes => Value.GetTensorSizeInBytes();

    /// <summary>One row of the first dimension as a tensor of its own over the same memory: valid while this one is alive.</summary>
    public unsafe NativeTensor RowView(int row)
    {
        var info = Value.GetTensorTypeAndShape();
        var shape = info.Shape;
        var bytes = Bytes / shape[0];
        // The address may be a device's; it is only added to, never read here.
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Value.GetTensorMutableRawData())) + (nint)(bytes * row);
        shape[0] = 1;
        using var memory = Value.GetTensorMemoryInfo();
        return new NativeTensor(_ledger, OrtValue.CreateTensorValueWithData(memory, info.ElementDataType, shape, start, bytes));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _value, null) is not { } value) return;
        value.Dispose();
        _ledger.Closed();
    }
}
