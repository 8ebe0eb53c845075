using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Local.Tests.Broker;

/// <summary>Messages as clients encode them.</summary>
internal static class TestMessages
{
    public static byte[] Encode(string? id, string body, Action<Message>? change = null)
    {
        var message = new Message { BodySection = new Data { Binary = System.Text.Encoding.UTF8.GetBytes(body) } };
        if (id is not null) message.Properties = new Properties { MessageId = id };
        change?.Invoke(message);
        return Encode(message);
    }

    public static byte[] Encode(Message message)
    {
        var buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    public static Message Decode(byte[] encoded) => Message.Decode(new ByteBuffer(encoded, 0, encoded.Length, encoded.Length));
}
