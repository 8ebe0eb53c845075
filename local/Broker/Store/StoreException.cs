namespace MedRecCloud.Local.Broker.Store;

/// <summary>SQLite could not do what it was asked for: the disk is full, or a file went away.</summary>
internal sealed class StoreException(int code, string message) : IOException($"SQLite error {code}: {message}");
