using MedRecCloud.Local.Broker.Entities;
using SQLitePCL;

namespace MedRecCloud.Local.Broker.Store;

/// <summary>Writes changes to SQLite within transactions. Used by one thread.</summary>
internal sealed class StoreWriter(sqlite3 database) : IStoreTransaction, IDisposable
{
    private readonly SqliteStatement _begin = new(database, "BEGIN IMMEDIATE");
    private readonly SqliteStatement _commit = new(database, "COMMIT");
    private readonly SqliteStatement _rollback = new(database, "ROLLBACK");
    private readonly SqliteStatement _insert = new(database,
        "INSERT INTO messages(id,queue,sequence,enqueued_sequence,message_id,session_id,source,ttl,enqueued_at,scheduled_for,delivery_count,state,size,content) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    private readonly SqliteStatement _delete = new(database, "DELETE FROM messages WHERE id=?");
    private readonly SqliteStatement _update = new(database, "UPDATE messages SET delivery_count=?2,state=?3,enqueued_at=?4 WHERE id=?1");
    private readonly SqliteStatement _updateContent = new(database, "UPDATE messages SET content=?2,size=?3 WHERE id=?1");
    private readonly SqliteStatement _sequence = new(database, "UPDATE entities SET last_sequence=max(last_sequence,?2) WHERE id=?1");
    private readonly SqliteStatement _putState = new(database, "INSERT OR REPLACE INTO session_states(queue,session_id,state) VALUES(?,?,?)");
    private readonly SqliteStatement _dropState = new(database, "DELETE FROM session_states WHERE queue=? AND session_id=?");
    private readonly SqliteStatement _remember = new(database, "INSERT OR REPLACE INTO message_ids(queue,message_id,until) VALUES(?,?,?)");
    private readonly SqliteStatement _forget = new(database, "DELETE FROM message_ids WHERE queue=? AND until<=?");
    private readonly SqliteStatement _putRule = new(database, "INSERT OR REPLACE INTO rules(queue,name,definition) VALUES(?,?,?)");
    private readonly SqliteStatement _dropRule = new(database, "DELETE FROM rules WHERE queue=? AND name=?");
    private readonly Dictionary<int, long> _lastSequences = [];

    /// <summary>Writes all changes, or none.</summary>
    /// <exception cref="StoreException">None was written.</exception>
    public void Write(List<StoreChange> changes)
    {
        _lastSequences.Clear();
        try
        {
            _begin.Execute();
            foreach (var change in changes) change.Apply(this);
            // Kept apart from the messages: a queue that was emptied must not count from 1 again.
            foreach (var (queue, sequence) in _lastSequences) _sequence.Bind(1, queue).Bind(2, sequence).Execute();
            _commit.Execute();
        }
        catch
        {
            try
            {
                _rollback.Execute();
            }
            catch (StoreException)
            {
                // SQLite has rolled back by itself, as it does when the disk is full.
            }

            throw;
        }
    }

    public void Insert(int queue, BrokerMessage message, byte[] content, MessageState state, long enqueuedAt)
    {
        _lastSequences[queue] = Math.Max(_lastSequences.GetValueOrDefault(queue), message.Sequence);
        _insert.Bind(1, message.StoreId).Bind(2, queue).Bind(3, message.Sequence).Bind(4, message.EnqueuedSequence).Bind(5, message.MessageId)
            .Bind(6, message.SessionId).Bind(7, message.DeadLetterSource).Bind(8, message.TimeToLiveMs).Bind(9, enqueuedAt).Bind(10, message.ScheduledFor)
            .Bind(11, message.DeliveryCount).Bind(12, (long)state).Bind(13, content.Length).Bind(14, content).Execute();
    }

    public void Delete(long id) => _delete.Bind(1, id).Execute();

    public void Update(long id, int deliveryCount, MessageState state, long enqueuedAt, byte[]? content)
    {
        _update.Bind(1, id).Bind(2, deliveryCount).Bind(3, (long)state).Bind(4, enqueuedAt).Execute();
        if (content is not null) _updateContent.Bind(1, id).Bind(2, content).Bind(3, content.Length).Execute();
    }

    public void PutSessionState(int queue, string sessionId, byte[]? state)
    {
        if (state is null) _dropState.Bind(1, queue).Bind(2, sessionId).Execute();
        else _putState.Bind(1, queue).Bind(2, sessionId).Bind(3, state).Execute();
    }

    public void RememberMessageId(int queue, string messageId, long until) => _remember.Bind(1, queue).Bind(2, messageId).Bind(3, until).Execute();

    public void ForgetMessageIds(int queue, long before) => _forget.Bind(1, queue).Bind(2, before).Execute();

    public void PutRule(int queue, string name, string? definition)
    {
        if (definition is null) _dropRule.Bind(1, queue).Bind(2, name).Execute();
        else _putRule.Bind(1, queue).Bind(2, name).Bind(3, definition).Execute();
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _insert, _delete, _update, _updateContent, _sequence, _putState, _dropState, _remember, _forget, _putRule, _dropRule])
            statement.Dispose();
    }
}
