using Amqp;
using Amqp.Framing;
using Amqp.Types;
using CsCheck;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Tests.Broker.Messages;

public class MessageParserTests
{
    private static readonly MessageParser Parser = new(new IdSource(7));

    [Fact]
    public void A_message_comes_out_as_it_went_in_with_the_brokers_annotations()
    {
        var sent = new Message
        {
            Header = new Header { Durable = true, Ttl = 5000, Priority = 7 },
            MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-partition-key")] = "pk", [new Symbol("x-opt-sequence-number")] = 99L },
            Properties = new Properties { MessageId = "m", GroupId = "s", Subject = "subject", CorrelationId = "c" },
            ApplicationProperties = new ApplicationProperties { ["a"] = 1 },
            BodySection = new Data { Binary = [1, 2, 3] },
        };
        var parsed = Parser.Parse(TestMessages.Encode(sent));
        Assert.Equal(("m", "s", TimeSpan.FromSeconds(5)), (parsed.MessageId, parsed.SessionId, parsed.TimeToLive));

        var received = TestMessages.Decode(MessageHead.Encode(Stored(parsed, deliveryCount: 2), parsed.Content, lockedUntil: new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc).Ticks));
        Assert.Equal((true, (byte)7, 2u), (received.Header.Durable, received.Header.Priority, received.Header.DeliveryCount));
        Assert.Equal(42L, received.MessageAnnotations[new Symbol("x-opt-sequence-number")]);
        Assert.Equal("pk", received.MessageAnnotations[new Symbol("x-opt-partition-key")]);
        Assert.Equal(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc), received.MessageAnnotations[new Symbol("x-opt-locked-until")]);
        Assert.Equal(("m", "s", "subject", "c"), (received.Properties.MessageId, received.Properties.GroupId, received.Properties.Subject, received.Properties.CorrelationId));
        Assert.Equal(1, received.ApplicationProperties["a"]);
        Assert.Equal([1, 2, 3], (byte[])received.Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_missing_message_id_is_filled_in_and_the_other_properties_stay(bool hasProperties)
    {
        var sent = new Message { BodySection = new Data { Binary = [1] } };
        if (hasProperties) sent.Properties = new Properties { Subject = "subject", GroupId = "s" };
        var parsed = Parser.Parse(TestMessages.Encode(sent));
        Assert.Equal(32, parsed.MessageId.Length);
        var received = TestMessages.Decode(MessageHead.Encode(Stored(parsed, 0), parsed.Content, 0));
        Assert.Equal(parsed.MessageId, received.Properties.MessageId);
        if (hasProperties) Assert.Equal(("subject", "s"), (received.Properties.Subject, received.Properties.GroupId));
        Assert.Equal([1], (byte[])received.Body);
    }

    [Fact]
    public void A_batch_becomes_its_messages()
    {
        var batch = new DataList();
        for (var i = 0; i < 3; i++) batch.Add(new Data { Binary = TestMessages.Encode($"m{i}", $"body {i}") });
        var encoded = TestMessages.Encode(new Message { BodySection = batch });
        Assert.Equal(["m0", "m1", "m2"], Parser.ParseTransfer(MessageParser.BatchFormat, encoded).Select(message => message.MessageId));
    }

    [Fact]
    public void A_scheduled_time_is_understood()
    {
        var at = new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc);
        var encoded = TestMessages.Encode("m", "b", message => message.MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-scheduled-enqueue-time")] = at });
        Assert.Equal(at.Ticks, Parser.Parse(encoded).ScheduledFor);
    }

    [Fact]
    public void Changed_application_properties_replace_or_join_the_others()
    {
        var parsed = Parser.Parse(TestMessages.Encode("m", "b", message => message.ApplicationProperties = new ApplicationProperties { ["kept"] = 1, ["changed"] = "old" }));
        var changed = MessageSections.WithApplicationProperties(parsed.Content, new Dictionary<string, object?> { ["changed"] = "new", ["added"] = true });
        var received = TestMessages.Decode(MessageHead.Encode(Stored(parsed, 0), changed, 0));
        Assert.Equal((1, "new", true), (received.ApplicationProperties["kept"], received.ApplicationProperties["changed"], received.ApplicationProperties["added"]));
        Assert.Equal("m", received.Properties.MessageId);
        Assert.Equal("b"u8.ToArray(), (byte[])received.Body);
    }

    [Fact]
    public void A_message_without_its_body_keeps_its_properties()
    {
        var parsed = Parser.Parse(TestMessages.Encode("m", "body"));
        var received = TestMessages.Decode(MessageHead.Encode(Stored(parsed, 0), parsed.Content, 0, withBody: false));
        Assert.Equal("m", received.Properties.MessageId);
        Assert.Null(received.BodySection);
    }

    [Fact]
    public void Damaged_messages_are_refused_in_a_way_the_link_can_answer()
    {
        var whole = TestMessages.Encode("m", "body", message => message.MessageAnnotations = new MessageAnnotations { [new Symbol("k")] = 1 });
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]).Sample((at, value, length) =>
        {
            var damaged = whole[..length];
            if (at < length) damaged[at] = value;
            try
            {
                Parser.ParseTransfer(at % 2 == 0 ? 0 : MessageParser.BatchFormat, damaged);
            }
            catch (Exception e) when (e is ProtocolException or ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidCastException or AmqpException)
            {
                // What SenderLink turns into a rejection.
            }
        });
    }

    [Fact]
    public void A_lock_token_leads_to_its_message_and_none_is_given_twice()
    {
        var ids = new IdSource(123);
        var tokens = Enumerable.Range(0, 1000).Select(_ => ids.NextLockToken(987654321)).ToList();
        Assert.Equal(1000, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.Equal(987654321, IdSource.SequenceOf(new Guid(token.ToByteArray()))));
    }

    private static BrokerMessage Stored(ReceivedMessage received, int deliveryCount) => new()
    {
        StoreId = 1, Sequence = 42, EnqueuedSequence = 42, MessageId = received.MessageId, Size = received.Content.Length, DeliveryCount = deliveryCount,
        EnqueuedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks,
    };
}
