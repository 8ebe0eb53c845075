namespace MedRecCloud.Local.Broker.Store;

/// <summary>A change that is written as a whole or not at all.</summary>
/// <param name="apply">Writes it; runs on the writer's thread, possibly again after a failure.</param>
/// <param name="done">Called once, with null when the change is on disk, otherwise with what went wrong.</param>
internal sealed class StoreChange(Action<IStoreTransaction> apply, Action<Exception?> done)
{
    /// <summary>Bytes that wait in memory for this change.</summary>
    public int Bytes { get; init; }

    /// <summary>A change that was already acted upon (a settlement): it is tried until it succeeds. Others fail at once, and their sender is told.</summary>
    public bool MustSucceed { get; init; }

    public void Apply(IStoreTransaction transaction) => apply(transaction);

    public void Done(Exception? failure) => done(failure);
}
