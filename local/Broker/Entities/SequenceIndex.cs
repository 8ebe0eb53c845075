using System.Diagnostics.CodeAnalysis;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Messages by sequence number, in order, at eight bytes each: numbers are dense, so they are kept in blocks that go when they are empty.</summary>
internal sealed class SequenceIndex
{
    private const int BlockSize = 256;

    private readonly SortedList<long, Block> _blocks = [];
    private Block? _last;

    public int Count { get; private set; }

    public void Add(BrokerMessage message)
    {
        var number = message.Sequence / BlockSize;
        if (_last?.Number != number && !_blocks.TryGetValue(number, out _last)) _blocks.Add(number, _last = new Block(number));
        _last.Messages[message.Sequence % BlockSize] = message;
        _last.Count++;
        Count++;
    }

    public bool TryGet(long sequence, [NotNullWhen(true)] out BrokerMessage? message)
    {
        message = _blocks.TryGetValue(sequence / BlockSize, out var block) && sequence >= 0 ? block.Messages[sequence % BlockSize] : null;
        return message is not null;
    }

    public void Remove(BrokerMessage message)
    {
        if (!_blocks.TryGetValue(message.Sequence / BlockSize, out var block)) return;
        block.Messages[message.Sequence % BlockSize] = null;
        Count--;
        if (--block.Count > 0) return;
        _blocks.Remove(block.Number);
        if (_last == block) _last = null;
    }

    /// <summary>The messages from a sequence number on, lowest first.</summary>
    public IEnumerable<BrokerMessage> From(long sequence)
    {
        for (var i = FirstBlockFrom(sequence / BlockSize); i < _blocks.Count; i++)
        {
            foreach (var message in _blocks.Values[i].Messages)
            {
                if (message is not null && message.Sequence >= sequence) yield return message;
            }
        }
    }

    private int FirstBlockFrom(long number)
    {
        var (low, high) = (0, _blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blocks.Keys[middle] < number) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private sealed class Block(long number)
    {
        public long Number { get; } = number;

        public BrokerMessage?[] Messages { get; } = new BrokerMessage?[BlockSize];

        public int Count { get; set; }
    }
}
