using MedRecCloud.Local.Broker.Entities;
using Microsoft.Data.Sqlite;

namespace MedRecCloud.Local.Broker.Store;

/// <summary>What earlier runs left on disk. Entities that are no longer declared keep their messages until they are declared again.</summary>
internal sealed class StoreContents(SqliteConnection connection)
{
    /// <summary>The entity's key, made on first use, and the last sequence number it gave.</summary>
    public (int Id, long LastSequence) Entity(string path)
    {
        Run("INSERT OR IGNORE INTO entities(path) VALUES($path)", ("$path", path));
        using var reader = Query("SELECT id,last_sequence FROM entities WHERE path=$path", ("$path", path));
        reader.Read();
        return (reader.GetInt32(0), reader.GetInt64(1));
    }

    /// <summary>All messages without their content, oldest first.</summary>
    public IEnumerable<(int Queue, BrokerMessage Message)> Messages()
    {
        using var reader = Query(
            "SELECT id,queue,sequence,enqueued_sequence,message_id,session_id,source,ttl,enqueued_at,scheduled_for,delivery_count,state,size FROM messages ORDER BY id");
        while (reader.Read())
        {
            yield return (reader.GetInt32(1), new BrokerMessage
            {
                StoreId = reader.GetInt64(0), Sequence = reader.GetInt64(2), EnqueuedSequence = reader.GetInt64(3), MessageId = reader.GetString(4),
                SessionId = reader.IsDBNull(5) ? null : reader.GetString(5), DeadLetterSource = reader.IsDBNull(6) ? null : reader.GetString(6),
                TimeToLiveMs = reader.IsDBNull(7) ? null : (uint)reader.GetInt64(7), EnqueuedAt = reader.GetInt64(8), ScheduledFor = reader.GetInt64(9),
                DeliveryCount = reader.GetInt32(10), State = (MessageState)reader.GetByte(11), Size = reader.GetInt32(12),
            });
        }
    }

    public IEnumerable<(int Queue, string SessionId, byte[] State)> SessionStates()
    {
        using var reader = Query("SELECT queue,session_id,state FROM session_states");
        while (reader.Read()) yield return (reader.GetInt32(0), reader.GetString(1), (byte[])reader[2]);
    }

    /// <summary>Message ids that duplicate detection remembers, those to be forgotten first in front.</summary>
    public IEnumerable<(int Queue, string MessageId, long Until)> MessageIds()
    {
        using var reader = Query("SELECT queue,message_id,until FROM message_ids ORDER BY until");
        while (reader.Read()) yield return (reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2));
    }

    /// <summary>The rules of a subscription; null when none were ever written, so that those of the configuration hold.</summary>
    public IReadOnlyList<(string Name, string Definition)>? Rules(int queue)
    {
        using (var known = Query("SELECT has_rules FROM entities WHERE id=$queue", ("$queue", queue)))
        {
            if (!known.Read() || known.GetInt32(0) == 0) return null;
        }

        List<(string, string)> rules = [];
        using var reader = Query("SELECT name,definition FROM rules WHERE queue=$queue ORDER BY name", ("$queue", queue));
        while (reader.Read()) rules.Add((reader.GetString(0), reader.GetString(1)));
        return rules;
    }

    /// <summary>Writes the rules that a subscription starts with.</summary>
    public void PutRules(int queue, IEnumerable<(string Name, string Definition)> rules)
    {
        Run("UPDATE entities SET has_rules=1 WHERE id=$queue", ("$queue", queue));
        foreach (var (name, definition) in rules)
            Run("INSERT OR REPLACE INTO rules(queue,name,definition) VALUES($queue,$name,$definition)", ("$queue", queue), ("$name", name), ("$definition", definition));
    }

    private void Run(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteDataReader Query(string sql, params (string Name, object Value)[] parameters) =>
        // The reader needs its command; the connection disposes both at its end.
        Command(sql, parameters).ExecuteReader();

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
