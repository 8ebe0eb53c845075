using System.Runtime.CompilerServices;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>A cohort's files in memory: created once, with their figures.</summary>
internal sealed class MemoryCohortFiles : ICohortFiles
{
    private readonly SortedDictionary<string, (byte[] Content, IReadOnlyDictionary<string, string> Figures)> _files = new(StringComparer.Ordinal);

    public byte[]? this[string name]
    {
        get => _files.TryGetValue(name, out var file) ? file.Content : null;
        set => _files[name] = (value!, new Dictionary<string, string>());
    }

    public IEnumerable<string> Names => _files.Keys;

    public IReadOnlyDictionary<string, string> FiguresOf(string name) => _files[name].Figures;

    public void Remove(string name) => _files.Remove(name);

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(this[name] is { } content ? (ReadOnlyMemory<byte>?)content : null);

    public Stream Open(string name) => new MemoryStream(this[name]!);

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string>? figures, CancellationToken cancellationToken) =>
        Task.FromResult(_files.TryAdd(name, (content.ToArray(), figures ?? new Dictionary<string, string>())));

    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        this[name] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task UpdateAsync(string name, Func<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> change, CancellationToken cancellationToken) =>
        change(this[name] is { } content ? (ReadOnlyMemory<byte>?)content : null) is { } next ? WriteAsync(name, next, cancellationToken) : Task.CompletedTask;

    public async Task StoreAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellationToken);
        this[name] = whole.ToArray();
    }

    public Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        foreach (var name in _files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray()) _files.Remove(name);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<CohortFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (name, file) in _files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            yield return new CohortFile(name, DateTimeOffset.UnixEpoch, file.Figures, file.Content.Length);
    }

    public async IAsyncEnumerable<string> ListCohortsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var id in _files.Keys.Select(name => name.Split('/')[0]).Distinct().ToArray()) yield return id;
    }
}
