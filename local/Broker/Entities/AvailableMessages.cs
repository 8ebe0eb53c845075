using System.Diagnostics.CodeAnalysis;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Receivable messages, lowest sequence number first. New ones only ever come at the end; those that were given back keep their place.</summary>
internal sealed class AvailableMessages
{
    private readonly Queue<BrokerMessage> _fresh = new();
    private readonly PriorityQueue<BrokerMessage, long> _returned = new();
    private long _lastFresh = long.MinValue;

    public void Add(BrokerMessage message)
    {
        message.IsAvailable = true;
        if (message.Sequence > _lastFresh)
        {
            _fresh.Enqueue(message);
            _lastFresh = message.Sequence;
        }
        else
        {
            _returned.Enqueue(message, message.Sequence);
        }
    }

    /// <summary>Takes the first message. One that was removed in between (expired, deleted) is passed over.</summary>
    public bool TryTake([NotNullWhen(true)] out BrokerMessage? message)
    {
        if (!TryPeek(out message)) return false;
        if (_returned.TryPeek(out var returned, out _) && returned == message) _returned.Dequeue();
        else _fresh.Dequeue();
        message.IsAvailable = false;
        return true;
    }

    public bool TryPeek([NotNullWhen(true)] out BrokerMessage? message)
    {
        while (_fresh.TryPeek(out var gone) && !gone.IsAvailable) _fresh.Dequeue();
        while (_returned.TryPeek(out var gone, out _) && !gone.IsAvailable) _returned.Dequeue();
        var hasFresh = _fresh.TryPeek(out var fresh);
        var hasReturned = _returned.TryPeek(out var returned, out _);
        message = hasReturned && (!hasFresh || returned!.Sequence < fresh!.Sequence) ? returned : fresh;
        return message is not null;
    }
}
