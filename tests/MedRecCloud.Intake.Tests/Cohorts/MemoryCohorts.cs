using System.Runtime.CompilerServices;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

/// <summary>A cohort's files and queue in memory. Dies on demand: before or after any effect, as a process would.</summary>
internal sealed class MemoryCohorts : ICohortFiles, IShardSender
{
    private readonly SortedDictionary<string, (byte[] Content, IReadOnlyDictionary<string, string> Figures)> _files = new(StringComparer.Ordinal);

    private readonly HashSet<string> _ids = [];

    /// <summary>Messages that no worker has taken.</summary>
    public List<CohortShardMessage> Sent { get; } = [];

    /// <summary>When a file was written.</summary>
    public Func<string, DateTimeOffset> Written { get; set; } = _ => DateTimeOffset.UnixEpoch;

    /// <summary>Effects until the process dies: the last of them has happened.</summary>
    public int? DiesAfter { get; set; }

    public byte[]? this[string name]
    {
        get
        {
            lock (_files) return _files.TryGetValue(name, out var file) ? file.Content : null;
        }
    }

    /// <summary>Every file whose name begins so.</summary>
    public Dictionary<string, string> Under(string prefix) =>
        All(prefix).ToDictionary(file => file.Key, file => Convert.ToBase64String(file.Value.Content));

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(this[name] is { } content ? (ReadOnlyMemory<byte>?)content : null);

    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string>? figures, CancellationToken cancellationToken)
    {
        if (Before.Remove(name, out var others)) await others();
        if (this[name] is not null) return false;
        Effect(() => _files[name] = (content.ToArray(), figures ?? new Dictionary<string, string>()));
        return true;
    }

    public async Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (Before.Remove(name, out var others)) await others();
        Effect(() => _files[name] = (content.ToArray(), new Dictionary<string, string>()));
    }

    public async Task UpdateAsync(string name, Func<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = this[name];
            var next = change(known is null ? null : (ReadOnlyMemory<byte>?)known);
            if (next is null) return;
            if (Before.Remove(name, out var others)) await others();
            // What another wrote between reading and writing is looked at first.
            if (!ReferenceEquals(this[name], known)) continue;
            await WriteAsync(name, next.Value, cancellationToken);
            return;
        }
    }

    /// <summary>By file: happens once, before it is written next; what another process does meanwhile, or what fails.</summary>
    public Dictionary<string, Func<Task>> Before { get; } = [];

    public Stream Open(string name) => new MemoryStream(this[name] ?? throw new FileNotFoundException(name));

    public async Task StoreAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellationToken);
        await WriteAsync(name, whole.ToArray(), cancellationToken);
    }

    public Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        foreach (var (name, _) in All(prefix)) Effect(() => _files.Remove(name));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListCohortsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var id in All("").Select(file => file.Key.Split('/')[0]).Distinct()) yield return id;
    }

    public async IAsyncEnumerable<CohortFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (name, file) in All(prefix))
            yield return new CohortFile(name, Written(name), file.Figures, file.Content.Length);
    }

    /// <summary>Happens once, in the middle of the next send: what another process does meanwhile.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public async Task SendAsync(CohortShardMessage message, int attempt, CancellationToken cancellationToken)
    {
        var meanwhile = Meanwhile;
        Meanwhile = null;
        if (meanwhile is not null) await meanwhile();
        // The broker takes a message of the same id once (duplicate detection).
        Effect(() =>
        {
            if (_ids.Add(message.MessageId(attempt))) Sent.Add(message);
        });
    }

    // A planner may be at work while somebody asks how far it is.
    private KeyValuePair<string, (byte[] Content, IReadOnlyDictionary<string, string> Figures)>[] All(string prefix)
    {
        lock (_files) return [.. _files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))];
    }

    private void Effect(Action effect)
    {
        var happen = () =>
        {
            lock (_files) effect();
        };
        if (DiesAfter is not { } left)
        {
            happen();
            return;
        }

        // What is dead does nothing more.
        if (left <= 0) throw new ProcessDied();
        DiesAfter = left - 1;
        happen();
        if (left == 1) throw new ProcessDied();
    }

    internal sealed class ProcessDied : Exception;
}
