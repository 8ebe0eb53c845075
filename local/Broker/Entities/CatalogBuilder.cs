using MedRecCloud.Local.Broker.Filters;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Makes the declared entities and gives them what earlier runs left.</summary>
internal sealed class CatalogBuilder
{
    private readonly BrokerContext _context;
    private readonly StoreContents? _contents;
    private readonly EntityCatalog _catalog;
    private readonly List<MessageQueue> _inboxes = [];
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
        foreach (var inbox in builder._inboxes) catalog.Own(inbox);
        foreach (var topic in catalog.Topics) topic.Start();
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
            subscriptions.Add(Add(options, path, (id, settings, deadLetters) => new Subscription(id, settings, _context, deadLetters, Rules(id, options)), takesMessages: false));
        }

        // The inbox has no address of its own: it is the topic.
        var (inboxId, last) = Key($"{topic.Name}/$inbox");
        var inbox = new MessageQueue(inboxId, new QueueSettings(topic.Name, TimeSpan.FromMinutes(1), int.MaxValue, topic.DefaultMessageTimeToLive, false,
            topic.DuplicateDetectionWindow, false, long.MaxValue), _context, null);
        inbox.RestoreSequence(last);
        _inboxes.Add(inbox);
        _catalog.Add(new Topic(topic.Name, inbox, subscriptions));
    }

    // Rules are changed by clients: the configuration says only what a new data folder starts with.
    private List<Rule> Rules(int id, SubscriptionOptions options)
    {
        if (_contents?.Rules(id) is { } stored) return [.. stored.Select(rule => RuleCodec.Decode(rule.Name, rule.Definition))];
        List<Rule> rules;
        try
        {
            rules = options.Rules is { } declared ? [.. declared.Select(RuleCodec.FromOptions).OrderBy(rule => rule.Name, StringComparer.Ordinal)] : [Rule.Default];
        }
        catch (SqlSyntaxException e)
        {
            throw new BrokerConfigurationException($"A rule of the subscription '{options.Name}' is wrong. {e.Message}", e);
        }

        _contents?.PutRules(id, rules.Select(rule => (rule.Name, RuleCodec.Encode(rule.Filter))));
        return rules;
    }

    private (int Id, long LastSequence) Key(string path) => _contents?.Entity(path) ?? (++_lastId, 0);

    private void Restore()
    {
        if (_contents is null) return;
        var queues = _catalog.Queues.Concat(_inboxes).ToDictionary(queue => queue.Id);
        foreach (var (queue, sessionId, state) in _contents.SessionStates()) queues.GetValueOrDefault(queue)?.RestoreSessionState(sessionId, state);
        foreach (var (queue, messageId, until) in _contents.MessageIds()) queues.GetValueOrDefault(queue)?.RestoreMessageId(messageId, until);
        foreach (var (queue, message) in _contents.Messages()) queues.GetValueOrDefault(queue)?.Restore(message);
    }
}
