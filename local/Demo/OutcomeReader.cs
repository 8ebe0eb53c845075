using MedRecCloud.Local.Commands;
using MedRecCloud.Storage;

namespace MedRecCloud.Local.Demo;

/// <summary>Reads outcomes and Bundles out of blob storage.</summary>
internal sealed class OutcomeReader(string connectionString)
{
    private readonly IProposalStore _store = ProposalsCommand.Open(connectionString);
    private readonly StoredBundles _bundles = new(BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = connectionString }));

    /// <param name="begun">When each encounter's first message was sent.</param>
    public async Task<IReadOnlyList<OutcomeRow>> ReadAsync(IReadOnlyDictionary<string, DateTimeOffset> begun, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var bundle in _bundles.ListAsync(cancellationToken).ConfigureAwait(false)) stored[bundle.Blob] = bundle.Stored;
        var rows = new List<OutcomeRow>();
        await foreach (var outcome in _store.ListCurrentAsync(cancellationToken).ConfigureAwait(false))
        {
            TimeSpan? elapsed = begun.TryGetValue(outcome.Encounter.Id, out var begin) && stored.TryGetValue(outcome.Bundle, out var end) ? end - begin : null;
            rows.Add(new OutcomeRow(outcome, elapsed));
        }
        return [.. rows.OrderBy(row => begun.GetValueOrDefault(row.Outcome.Encounter.Id)).ThenBy(row => row.Outcome.Encounter.Id, StringComparer.Ordinal)];
    }

    /// <summary>Writes every stored Bundle as <c>{encounter}.{key}.json</c>.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> ExportAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var written = 0;
        await foreach (var bundle in _bundles.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await _store.ReadBundleAsync(bundle.Blob, cancellationToken).ConfigureAwait(false) is not { } bytes) continue;
            await File.WriteAllBytesAsync(Path.Combine(folder, bundle.Blob.Replace('/', '.')), bytes.ToArray(), cancellationToken).ConfigureAwait(false);
            written++;
        }
        return written;
    }
}
