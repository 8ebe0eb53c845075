using System.Runtime.CompilerServices;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

/// <summary>A cohort's files and queue in memory. Dies on demand: before or after any effect, as a process would.</summary>
internal sealed class MemoryCohorts : ICohortFiles, IShardSender
{
    private readonly SortedDictionary<string, (byte[] Content, IReadOnlyDictionary<string, string> Figures)> _files = new(StringComparer.Ordinal);

    public List<CohortShardMessage> Sent { get; } = [];

    /// <summary>Effects until the process dies; the one it dies at has happened when the number is odd.</summary>
    public int? DiesAfter { get; set; }

    public byte[]? this[string name] => _files.TryGetValue(name, out var file) ? file.Content : null;

    /// <summary>Every file whose name begins so.</summary>
    public Dictionary<string, string> Under(string prefix) =>
        _files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(file => file.Key, file => Convert.ToBase64String(file.Value.Content));

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(this[name] is { } content ? (ReadOnlyMemory<byte>?)content : null);

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string>? figures, CancellationToken cancellationToken)
    {
        if (_files.ContainsKey(name)) return Task.FromResult(false);
        Effect(() => _files[name] = (content.ToArray(), figures ?? new Dictionary<string, string>()));
        return Task.FromResult(true);
    }

    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Effect(() => _files[name] = (content.ToArray(), new Dictionary<string, string>()));
        return Task.CompletedTask;
    }

    public Stream Open(string name) => new MemoryStream(this[name] ?? throw new FileNotFoundException(name));

    public async Task StoreAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellationToken);
        await WriteAsync(name, whole.ToArray(), cancellationToken);
    }

    public Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        foreach (var name in _files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray()) Effect(() => _files.Remove(name));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListCohortsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var id in _files.Keys.Select(name => name.Split('/')[0]).Distinct().ToArray()) yield return id;
    }

    public async IAsyncEnumerable<CohortFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (name, file) in _files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            yield return new CohortFile(name, DateTimeOffset.UnixEpoch, file.Figures, file.Content.Length);
    }

    /// <summary>Happens once, in the middle of the next send: what another process does meanwhile.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public async Task SendAsync(CohortShardMessage message, int attempt, CancellationToken cancellationToken)
    {
        var meanwhile = Meanwhile;
        Meanwhile = null;
        if (meanwhile is not null) await meanwhile();
        Effect(() => Sent.Add(message));
    }

    private void Effect(Action happen)
    {
        if (DiesAfter is not { } left)
        {
            happen();
            return;
        }

        DiesAfter = left - 1;
        if (left <= 1 && left % 2 == 0) throw new ProcessDied();
        happen();
        if (left <= 1) throw new ProcessDied();
    }

    internal sealed class ProcessDied : Exception;
}
