using System.Collections;
using Amqp;
using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>Sends to one queue or topic. Safe for concurrent use; reconnects by itself. A send that is tried again may arrive twice, with the same MessageId.</summary>
public sealed class ServiceBusSender : IAsyncDisposable
{
    private readonly ConnectionSource _source;
    private readonly EntityManagement _management;
    private readonly MessageIds _ids;
    private readonly Living<SendingLink> _link;
    private volatile bool _disposed;

    internal ServiceBusSender(ConnectionSource source, string entityPath, MessageIds ids)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(entityPath);
        (_source, EntityPath, _ids) = (source, entityPath, ids);
        _management = new EntityManagement(source, entityPath);
        _link = new Living<SendingLink>(AttachAsync, link => link.IsOpen, source.Retry.AttemptTimeout, source.TimeProvider);
    }

    /// <summary>The queue or topic.</summary>
    public string EntityPath { get; }

    /// <summary>Sends one message; returns once the broker has accepted it.</summary>
    /// <exception cref="ServiceBusException">Refused, or the retries are used up.</exception>
    public Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync([message], cancellationToken);
    }

    /// <summary>Sends all messages in as few transfers as the entity's largest message allows; each transfer is accepted or refused as a whole.</summary>
    /// <exception cref="ServiceBusException">One message alone is too large (none is sent then), refused, or the retries are used up.</exception>
    public async Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
            return;
        using var activity = MessagingTelemetry.StartSend(EntityPath, _source.Endpoint.Host, messages.Count);
        var started = _source.TimeProvider.GetTimestamp();
        try
        {
            var trace = TraceContext.Of(activity ?? System.Diagnostics.Activity.Current);
            var encoded = messages.Select(message => MessageEncoder.Encode(message, _ids.Next(), trace)).ToArray();
            foreach (var transfer in await TransfersAsync(messages, encoded, cancellationToken).ConfigureAwait(false))
            {
                await _source.Retry.RunAsync(
                    EntityPath,
                    async token => await (await LinkAsync(token).ConfigureAwait(false)).SendAsync(transfer, token).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
            }

            MessagingTelemetry.SendEnded(EntityPath, _source.Endpoint.Host, messages.Count, _source.TimeProvider.GetElapsedTime(started), null);
        }
        catch (ServiceBusException e)
        {
            MessagingTelemetry.Failed(activity, e.Reason.ToString());
            MessagingTelemetry.SendEnded(EntityPath, _source.Endpoint.Host, messages.Count, _source.TimeProvider.GetElapsedTime(started), e.Reason);
            throw;
        }
    }

    /// <summary>Puts a message into the queue at a later time.</summary>
    /// <returns>The sequence number, by which it can be cancelled.</returns>
    public async Task<long> ScheduleAsync(OutgoingMessage message, DateTimeOffset enqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var activity = MessagingTelemetry.StartSend(EntityPath, _source.Endpoint.Host, 1);
        var id = message.MessageId ?? _ids.Next();
        var scheduled = message with { ScheduledEnqueueTime = enqueueTime, MessageId = id };
        var encoded = MessageEncoder.Encode(scheduled, id, TraceContext.Of(activity ?? System.Diagnostics.Activity.Current)).Encode();
        var entry = new Map { ["message-id"] = id, ["message"] = encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray() };
        if (message.SessionId is not null)
            entry["session-id"] = message.SessionId;
        if (message.PartitionKey is not null)
            entry["partition-key"] = message.PartitionKey;
        var answer = await _management.RequestAsync("schedule-message", new Map { ["messages"] = new List { entry } }, null, cancellationToken).ConfigureAwait(false);
        return (answer["sequence-numbers"] as IEnumerable)?.OfType<long>().FirstOrDefault()
            ?? throw ServiceBusFailure.From("amqp:internal-error", "the answer names no sequence number", EntityPath);
    }

    /// <summary>Takes a scheduled message back.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageNotFound"/>: it is in the queue already, or never was scheduled.</exception>
    public Task CancelScheduledAsync(long sequenceNumber, CancellationToken cancellationToken = default) =>
        _management.RequestAsync("cancel-scheduled-message", new Map { ["sequence-numbers"] = new[] { sequenceNumber } }, null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_link.Current is { } link)
            await link.CloseAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Message>> TransfersAsync(IReadOnlyList<OutgoingMessage> messages, Message[] encoded, CancellationToken cancellationToken)
    {
        if (encoded.Length == 1 && messages[0].Body.Length < 64 * 1024)
            return encoded;
        var link = await _source.Retry.RunAsync(EntityPath, LinkAsync, cancellationToken).ConfigureAwait(false);
        var bytes = encoded.Select(message => message.Encode()).ToArray();
        var ranges = BatchPacker.Pack([.. bytes.Select(b => b.Length)], link.LargestMessage)
            ?? throw ServiceBusFailure.From(
                "amqp:link:message-size-exceeded", $"the largest message has {bytes.Max(b => b.Length)} bytes, the entity takes {link.LargestMessage}", EntityPath);
        return [.. ranges.Select(range => range.End.Value - range.Start.Value == 1
            ? encoded[range.Start.Value]
            : MessageEncoder.EncodeBatch(bytes.Take(range), messages.Take(range)))];
    }

    private Task<SendingLink> LinkAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _link.GetAsync(cancellationToken);
    }

    private async Task<SendingLink> AttachAsync(CancellationToken cancellationToken) =>
        await SendingLink.AttachAsync(await _source.GetAsync(cancellationToken).ConfigureAwait(false), EntityPath, cancellationToken).ConfigureAwait(false);
}
