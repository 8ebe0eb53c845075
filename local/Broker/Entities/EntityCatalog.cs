namespace MedRecCloud.Local.Broker.Entities;

/// <summary>All declared entities by path, in any case.</summary>
internal sealed class EntityCatalog : IDisposable
{
    private readonly Dictionary<string, MessageQueue> _queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _senderQueues = new(StringComparer.OrdinalIgnoreCase);

    private readonly List<MessageQueue> _owned = [];

    public IEnumerable<MessageQueue> Queues => _queues.Values;

    public IEnumerable<Topic> Topics => _topics.Values;

    /// <param name="takesMessages">True for a queue that clients may send to; false for subscriptions and dead-letter queues.</param>
    public void Add(MessageQueue queue, bool takesMessages)
    {
        _queues.Add(queue.Settings.Path, queue);
        if (takesMessages) _senderQueues.Add(queue.Settings.Path);
    }

    public void Add(Topic topic) => _topics.Add(topic.Path, topic);

    /// <summary>A queue without an address, to be disposed with the others.</summary>
    public void Own(MessageQueue queue) => _owned.Add(queue);

    public MessageQueue? FindQueue(string path) => _queues.GetValueOrDefault(path);

    public Topic? FindTopic(string path) => _topics.GetValueOrDefault(path);

    public bool IsQueue(string path) => _senderQueues.Contains(path);

    public void Dispose()
    {
        foreach (var queue in _queues.Values.Concat(_owned)) queue.Dispose();
    }
}
