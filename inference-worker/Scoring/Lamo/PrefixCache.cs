namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Prefixes already read, by content: the hash of token ids and of the adapter that acted on them, never a name or a patient's id. Bounded, expiring and in this
/// process only, for it is health data. It changes what is computed, never a score.
/// </summary>
internal sealed class PrefixCache : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly long _capacity;
    private readonly ITimer? _sweep;

    // All under _lock. The list is in order of use, the least recent first.
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    public PrefixCache(long capacity, TimeSpan lifetime, TimeProvider time)
    {
        (_capacity, _lifetime, _time) = (capacity, lifetime, time);
        if (capacity > 0 && lifetime > TimeSpan.Zero) _sweep = time.CreateTimer(_ => Expire(), null, lifetime, lifetime);
    }

    public int Count
    {
        get { lock (_lock) return _byUse.Count; }
    }

    /// <summary>Finds a prefix and takes a reference to its states; the caller releases it.</summary>
    public (PrefixStates States, int Patient)? Find(string key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node)) return null;
            if (_time.GetUtcNow() - node.Value.Stored >= _lifetime)
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.States.TryHold() ? (node.Value.States, Array.IndexOf(node.Value.Keys, key)) : null;
        }
    }

    /// <summary>Remembers the states of prefixes read together, if they fit at all.</summary>
    public void Add(string[] keys, PrefixStates states)
    {
        if (states.Bytes > _capacity || _lifetime <= TimeSpan.Zero || !states.TryHold()) return;
        lock (_lock)
        {
            while (_bytes + states.Bytes > _capacity) Remove(_byUse.First!);
            var node = _byUse.AddLast(new Entry(keys, states, _time.GetUtcNow()));
            foreach (var key in keys) _byKey[key] = node;
            _bytes += states.Bytes;
        }
    }

    /// <summary>Forgets the least recently used entry; false when there is none.</summary>
    public bool EvictOne()
    {
        lock (_lock)
        {
            if (_byUse.First is not { } oldest) return false;
            Remove(oldest);
            return true;
        }
    }

    public void Dispose()
    {
        _sweep?.Dispose();
        while (EvictOne())
        {
        }
    }

    private void Expire()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            for (var node = _byUse.First; node is not null;)
            {
                var next = node.Next;
                if (now - node.Value.Stored >= _lifetime) Remove(node);
                node = next;
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        foreach (var key in node.Value.Keys)
        {
            if (_byKey.TryGetValue(key, out var current) && current == node) _byKey.Remove(key);
        }

        _byUse.Remove(node);
        _bytes -= node.Value.States.Bytes;
        node.Value.States.Release();
    }

    private sealed record Entry(string[] Keys, PrefixStates States, DateTimeOffset Stored);
}
