namespace MedRecCloud.Storage;

/// <summary>Results per encounter: every one is kept, one of them is current.</summary>
public interface IProposalStore
{
    /// <summary>The outcome that stands; null when the encounter has none.</summary>
    Task<CurrentOutcome?> ReadCurrentAsync(string server, string encounterId, CancellationToken cancellationToken);

    /// <summary>Writes the Bundle under its deterministic name (once) and makes it current unless a newer one is.</summary>
    /// <returns>True when the outcome is now the current one.</returns>
    Task<bool> StoreAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken);

    /// <summary>Writes a shadow model's result beside the others, under <c>{encounter}/shadow/</c>; it never becomes current.</summary>
    Task StoreShadowAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken);

    /// <summary>A stored Bundle's bytes; null when it is not there.</summary>
    Task<ReadOnlyMemory<byte>?> ReadBundleAsync(string blob, CancellationToken cancellationToken);

    /// <summary>Every encounter's current outcome, in the order of their folders.</summary>
    IAsyncEnumerable<CurrentOutcome> ListCurrentAsync(CancellationToken cancellationToken);
}
