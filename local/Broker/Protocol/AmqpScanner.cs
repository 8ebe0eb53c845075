using System.Buffers.Binary;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Walks over encoded AMQP 1.0 values without materialising them, so that a broker can forward what it does not need to understand.</summary>
internal static class AmqpScanner
{
    /// <summary>The position after the value that starts at <paramref name="position"/>.</summary>
    /// <exception cref="ProtocolException">The bytes end inside the value, or the format code is unknown.</exception>
    public static int Skip(ReadOnlySpan<byte> bytes, int position, int depth = 0)
    {
        if (depth > 32) throw new ProtocolException(ErrorCondition.DecodeError, "Values are nested too deeply.");
        var code = At(bytes, position++);
        if (code == 0x00) return Skip(bytes, Skip(bytes, position, depth + 1), depth + 1);
        var end = (code >> 4) switch
        {
            0x4 => position,
            0x5 => position + 1,
            0x6 => position + 2,
            0x7 => position + 4,
            0x8 => position + 8,
            0x9 => position + 16,
            0xA or 0xC or 0xE => position + 1 + At(bytes, position),
            0xB or 0xD or 0xF => position + 4L + UInt32(bytes, position),
            _ => throw new ProtocolException(ErrorCondition.DecodeError, $"Unknown format code 0x{code:x2}."),
        };
        if (end > bytes.Length) throw Truncated();
        return (int)end;
    }

    /// <summary>Reads the descriptor of the described value at <paramref name="position"/>; the value itself starts at <paramref name="value"/>.</summary>
    public static ulong ReadDescriptor(ReadOnlySpan<byte> bytes, int position, out int value)
    {
        if (At(bytes, position) != 0x00) throw new ProtocolException(ErrorCondition.DecodeError, "A described value was expected.");
        switch (At(bytes, position + 1))
        {
            case 0x53:
                value = position + 3;
                return At(bytes, position + 2);
            case 0x44:
                value = position + 2;
                return 0;
            case 0x80:
                value = position + 10;
                if (value > bytes.Length) throw Truncated();
                return BinaryPrimitives.ReadUInt64BigEndian(bytes[(position + 2)..]);
            default:
                throw new ProtocolException(ErrorCondition.DecodeError, "Symbolic descriptors are not in use.");
        }
    }

    public static byte At(ReadOnlySpan<byte> bytes, int position) =>
        (uint)position < (uint)bytes.Length ? bytes[position] : throw Truncated();

    public static uint UInt32(ReadOnlySpan<byte> bytes, int position) =>
        position + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32BigEndian(bytes[position..]) : throw Truncated();

    private static ProtocolException Truncated() => new(ErrorCondition.DecodeError, "The value ends too early.");
}
