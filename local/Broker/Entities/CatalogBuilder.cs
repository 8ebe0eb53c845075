using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Makes the declared entities and gives them what earlier runs left.</summary>
internal sealed class CatalogBuilder
{
    private readonly BrokerContext _context;
    private readonly StoreContents? _contents;
    private readonly EntityCatalog _catalog;
    private int _lastId;

    private CatalogBuilder(EntityCatalog catalog, BrokerContext context, StoreContents? contents) => (_catalog, _context, _contents) = (catalog, context, contents);

    /// <param name="contents">Null when nothing is kept on disk.</param>
    public static EntityCatalog Build(BrokerEntities entities, BrokerContext context, StoreContents? contents)
    {
        var catalog = new EntityCatalog();
        var builder = new CatalogBuilder(catalog, context, contents);
        foreach (var queue in entities.Queues) builder.Add(queue, queue.Name, (id, settings, deadLetters) => new MessageQueue(id, settings, context, deadLetters), takesMessages: true);
        foreach (var topic in entities.Topics) builder.Add(topic);
        builder.Restore();
        return catalog;
    }

    private T Add<T>(QueueOptions options, string path, Func<int, QueueSettings, MessageQueue, T> create, bool takesMessages) where T : MessageQueue
    {
        var settings = new QueueSettings(path, options.LockDuration, options.MaxDeliveryCount, options.DefaultMessageTimeToLive, options.RequiresSession,
            options.DuplicateDetectionWindow, options.DeadLetteringOnMessageExpiration, options.MaxSizeInMegabytes * 1024L * 1024);
        var deadLetterSettings = settings.ForDeadLetters();
        var (deadLetterId, deadLetterLast) = Key(deadLetterSettings.Path);
        var deadLetters = new MessageQueue(deadLetterId, deadLetterSettings, _context, null);
        var (id, last) = Key(path);
        var queue = create(id, settings, deadLetters);
        queue.RestoreSequence(last);
        deadLetters.RestoreSequence(deadLetterLast);
        _catalog.Add(queue, takesMessages);
        _catalog.Add(deadLetters, takesMessages: false);
        return queue;
    }

    private void Add(TopicOptions topic)
    {
        List<Subscription> subscriptions = [];
        foreach (var options in topic.Subscriptions)
        {
            var path = EntityPath.Subscription(topic.Name, options.Name);
            subscriptions.Add(Add(options, path, (id, settings, deadLetters) => new Subscription(id, settings, _context, deadLetters), takesMessages: false));
        }

        _catalog.Add(new Topic(topic.Name, subscriptions));
    }

    private (int Id, long LastSequence) Key(string path) => _contents?.Entity(path) ?? (++_lastId, 0);

    private void Restore()
    {
        if (_contents is null) return;
        var queues = _catalog.Queues.ToDictionary(queue => queue.Id);
        foreach (var (queue, sessionId, state) in _contents.SessionStates()) queues.GetValueOrDefault(queue)?.RestoreSessionState(sessionId, state);
        foreach (var (queue, messageId, until) in _contents.MessageIds()) queues.GetValueOrDefault(queue)?.RestoreMessageId(messageId, until);
        foreach (var (queue, message) in _contents.Messages()) queues.GetValueOrDefault(queue)?.Restore(message);
    }
}
