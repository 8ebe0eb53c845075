using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MedRecCloud.Models.Tensors;

/// <summary>Converts between single precision and the bytes of a stored element type. Little-endian, as safetensors and ONNX both require.</summary>
public static class TensorNumbers
{
    public static int Size(TensorType type) => type == TensorType.F32 ? 4 : 2;

    public static float[] ToSingles(ReadOnlySpan<byte> bytes, TensorType type)
    {
        var values = new float[bytes.Length / Size(type)];
        if (type == TensorType.F32)
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        for (var i = 0; type != TensorType.F32 && i < values.Length; i++)
        {
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
            values[i] = type == TensorType.F16 ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);
        }
        return values;
    }

    /// <summary>Rounds to nearest even; a value beyond half precision's range becomes infinite, which the writers refuse.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> values, TensorType type)
    {
        if (type == TensorType.F32)
            return MemoryMarshal.AsBytes(values).ToArray();
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), type == TensorType.F16 ? BitConverter.HalfToUInt16Bits((Half)values[i]) : Brain(values[i]));
        return bytes;
    }

    private static ushort Brain(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7fc0 : (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}
