using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Decodes performatives and message sections into the library's types.</summary>
internal static class Performatives
{
    // The library registers its types when one of them is first made; until then they would decode as unknown described values.
    private static readonly Open Registered = new();

    public static object? Decode(ByteBuffer buffer)
    {
        _ = Registered;
        return Encoder.ReadObject(buffer);
    }

    public static object? Decode(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        return Decode(new ByteBuffer(copy, 0, copy.Length, copy.Length));
    }

    public static byte[] Encode(Described value)
    {
        var buffer = new ByteBuffer(64, autoGrow: true);
        value.Encode(buffer);
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
