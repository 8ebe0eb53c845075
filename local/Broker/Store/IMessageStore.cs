namespace MedRecCloud.Local.Broker.Store;

/// <summary>Where messages outlive the process.</summary>
internal interface IMessageStore
{
    /// <summary>True when content can be read back, so that it need not stay in memory.</summary>
    bool KeepsContent { get; }

    /// <summary>The key of the next message.</summary>
    long NextId();

    /// <summary>Hands over a change. Changes are applied in the order in which they came, several in one transaction, and are told when they are on disk.</summary>
    void Append(StoreChange change);

    /// <summary>The content of a stored message; null when it is no longer there.</summary>
    byte[]? ReadContent(long id);
}
