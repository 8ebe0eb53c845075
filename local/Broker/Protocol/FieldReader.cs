using System.Buffers.Binary;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Reads the fields of an encoded list in order. Fields left out at the end read as absent.</summary>
internal ref struct FieldReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _left;

    /// <param name="bytes">What holds the list.</param>
    /// <param name="position">Where the list's format code is.</param>
    public FieldReader(ReadOnlySpan<byte> bytes, int position)
    {
        _bytes = bytes;
        var code = AmqpScanner.At(bytes, position);
        (_left, _position) = code switch
        {
            0x45 => (0, position + 1),
            0xC0 => (AmqpScanner.At(bytes, position + 2), position + 3),
            0xD0 => ((int)AmqpScanner.UInt32(bytes, position + 5), position + 9),
            _ => throw new ProtocolException(ErrorCondition.DecodeError, "A list was expected."),
        };
    }

    /// <summary>The encoded bytes of the next field; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_left <= 0) return default;
        _left--;
        var start = _position;
        _position = AmqpScanner.Skip(_bytes, start);
        return _bytes[start] == 0x40 ? default : _bytes[start.._position];
    }

    public uint? NextUInt32()
    {
        var field = Next();
        if (field.IsEmpty) return null;
        return field[0] switch
        {
            0x43 => 0,
            0x52 => field[1],
            0x70 => BinaryPrimitives.ReadUInt32BigEndian(field[1..]),
            _ => throw new ProtocolException(ErrorCondition.DecodeError, "An unsigned integer was expected."),
        };
    }

    public bool NextBoolean()
    {
        var field = Next();
        return !field.IsEmpty && (field[0] == 0x41 || (field[0] == 0x56 && field[1] != 0));
    }
}
