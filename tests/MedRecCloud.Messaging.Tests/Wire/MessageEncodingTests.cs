using Amqp;
using Amqp.Framing;
using CsCheck;

namespace MedRecCloud.Messaging.Tests;

public sealed class MessageEncodingTests
{
    [Fact]
    public void What_is_encoded_is_decoded_again()
    {
        var message = new OutgoingMessage(new byte[] { 1, 2, 3 })
        {
            MessageId = "id",
            SessionId = "session",
            PartitionKey = "session",
            CorrelationId = "correlation",
            Subject = "subject",
            ContentType = "application/json",
            To = "to",
            ReplyTo = "reply",
            TimeToLive = TimeSpan.FromMinutes(3),
            ScheduledEnqueueTime = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.FromHours(1)),
            ApplicationProperties = new Dictionary<string, object>
            {
                ["text"] = "a",
                ["int"] = 1,
                ["long"] = 2L,
                ["double"] = 0.5,
                ["bool"] = true,
                ["guid"] = new Guid("8f1d1f0e-7a43-4f39-9f0b-6a1d3c1f5b77"),
                ["time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                ["span"] = TimeSpan.FromSeconds(1.5),
                ["uri"] = new Uri("https://example.org/a"),
            },
        };

        var decoded = RoundTrip(message);

        Assert.Equal(message.Body.ToArray(), decoded.Body.ToArray());
        Assert.Equal(
            (message.MessageId, message.SessionId, message.PartitionKey, message.CorrelationId, message.Subject, message.ContentType, message.To, message.ReplyTo),
            (decoded.MessageId, decoded.SessionId, decoded.PartitionKey, decoded.CorrelationId, decoded.Subject, decoded.ContentType, decoded.To, decoded.ReplyTo));
        Assert.Equal(message.TimeToLive, decoded.TimeToLive);
        Assert.Equal(message.ScheduledEnqueueTime, decoded.ScheduledEnqueueTime);
        Assert.Equal(message.ApplicationProperties.OrderBy(p => p.Key), decoded.ApplicationProperties.OrderBy(p => p.Key));
    }

    [Fact]
    public void Any_body_survives() => Gen.Byte.Array[0, 70_000].Sample(
        body => RoundTrip(new OutgoingMessage(body)).Body.Span.SequenceEqual(body), iter: 200);

    [Fact]
    public void A_body_that_is_a_part_of_a_larger_array_is_sent_alone()
    {
        var array = new byte[] { 9, 9, 1, 2, 9 };

        Assert.Equal([1, 2], RoundTrip(new OutgoingMessage(array.AsMemory(2, 2))).Body.ToArray());
    }

    [Fact]
    public void A_sender_without_a_message_id_gets_one() => Assert.Equal("fallback", RoundTrip(new OutgoingMessage(new byte[1])).MessageId);

    [Fact]
    public void A_property_without_an_AMQP_type_is_refused_by_name()
    {
        var message = new OutgoingMessage(new byte[1]) { ApplicationProperties = new Dictionary<string, object> { ["odd"] = new object() } };

        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => RoundTrip(message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trace_of_the_caller_is_added_unless_the_message_brings_one()
    {
        var trace = new Dictionary<string, object> { ["traceparent"] = "new", ["Diagnostic-Id"] = "new" };
        var message = new OutgoingMessage(new byte[1]) { ApplicationProperties = new Dictionary<string, object> { ["traceparent"] = "own" } };

        var encoded = MessageEncoder.Encode(message, "id", trace);

        Assert.Equal("own", encoded.ApplicationProperties["traceparent"]);
        Assert.Equal("new", encoded.ApplicationProperties["Diagnostic-Id"]);
    }

    [Fact]
    public void A_batch_holds_each_message_as_one_data_section_and_has_the_batch_format()
    {
        var messages = Enumerable.Range(0, 5).Select(i => new OutgoingMessage(new[] { (byte)i }) { SessionId = "s" }).ToArray();
        var encoded = messages.Select((m, i) => MessageEncoder.Encode(m, "id" + i, null).Encode()).ToArray();

        var batch = MessageEncoder.EncodeBatch(encoded, messages);

        var list = Assert.IsType<DataList>(Message.Decode(batch.Encode()).BodySection);
        Assert.Equal(0x80013700u, batch.Format);
        Assert.Equal("s", batch.Properties.GroupId);
        Assert.Equal(["id0", "id1", "id2", "id3", "id4"], Enumerable.Range(0, list.Count).Select(i => MessageDecoder.Decode(list[i].Binary, Guid.Empty).MessageId));
    }

    [Fact]
    public void Messages_of_different_sessions_share_no_envelope()
    {
        OutgoingMessage[] messages = [new(new byte[1]) { SessionId = "a" }, new(new byte[1]) { SessionId = "b" }];

        Assert.Null(MessageEncoder.EncodeBatch(messages.Select(m => MessageEncoder.Encode(m, "x", null).Encode()), messages).Properties);
    }

    private static ReceivedMessage RoundTrip(OutgoingMessage message)
    {
        var encoded = MessageEncoder.Encode(message, "fallback", null).Encode();
        return MessageDecoder.Decode(encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray(), Guid.Empty);
    }
}
