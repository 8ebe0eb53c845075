using Microsoft.Data.Sqlite;

namespace MedRecCloud.Local.Broker.Store;

/// <summary>The tables, and how the file is opened.</summary>
internal static class StoreSchema
{
    private const string Tables = """
        PRAGMA page_size=8192;
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        PRAGMA wal_autocheckpoint=4000;
        PRAGMA busy_timeout=5000;
        CREATE TABLE IF NOT EXISTS entities(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE COLLATE NOCASE, last_sequence INTEGER NOT NULL DEFAULT 0, has_rules INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS messages(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, sequence INTEGER NOT NULL, enqueued_sequence INTEGER NOT NULL,
            message_id TEXT NOT NULL, session_id TEXT, source TEXT, ttl INTEGER, enqueued_at INTEGER NOT NULL, scheduled_for INTEGER NOT NULL,
            delivery_count INTEGER NOT NULL, state INTEGER NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS session_states(queue INTEGER NOT NULL, session_id TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY(queue,session_id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS message_ids(queue INTEGER NOT NULL, message_id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(queue,message_id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rules(queue INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY(queue,name)) WITHOUT ROWID;
        """;

    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Tables;
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The highest key in use.</summary>
    public static long LastId(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(id),0) FROM messages";
        return (long)command.ExecuteScalar()!;
    }
}
