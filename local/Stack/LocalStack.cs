using System.Collections.Immutable;
using MedRecCloud.Local.Processes;
using MedRecCloud.Storage;

namespace MedRecCloud.Local.Stack;

/// <summary>
/// The whole product on one machine: broker, FHIR server, blob storage, intake and worker, each a process of its own that is started again when it dies.
/// State lies in the data folder and outlives the stack.
/// </summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly CancellationTokenSource _stopFirst = new(), _stopSecond = new();
    private readonly List<Task> _running = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ImmutableDictionary<string, QueueCount> _counts = ImmutableDictionary<string, QueueCount>.Empty;

    private LocalStack(StackOptions options, DataFolder folder, TimeProvider time, ILogger logger)
    {
        (_folder, _time, _logger, Options) = (folder, time, logger, options with { DataFolder = folder.Path });
        var specs = new StackParts(Options, counts =>
        {
            Volatile.Write(ref _counts, counts.ToImmutableDictionary());
            CountsVersion++;
            Changed?.Invoke();
        });
        Addresses = specs.Addresses;
        Parts = [.. specs.First.Concat(specs.Second).Select(spec => new SupervisedPart(spec, time, logger, () => Changed?.Invoke()))];
        FirstCount = specs.First.Count;
    }

    public StackOptions Options { get; }

    public StackAddresses Addresses { get; }

    public IReadOnlyList<SupervisedPart> Parts { get; }

    /// <summary>By queue, a fraction of a second old; empty until the broker told.</summary>
    public ImmutableDictionary<string, QueueCount> Counts => Volatile.Read(ref _counts);

    /// <summary>Grows with every count the broker tells.</summary>
    public long CountsVersion { get; private set; }

    /// <summary>Called, on any thread, when a part's state or a count changed.</summary>
    public event Action? Changed;

    private int FirstCount { get; }

    /// <param name="fresh">Begin with an empty data folder.</param>
    /// <param name="watch">Sees the stack before its parts start.</param>
    /// <exception cref="CommandException">A part cannot be started; the message says what to do.</exception>
    public static async Task<LocalStack> StartAsync(
        StackOptions options, bool fresh, Action<LocalStack>? watch, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var stack = new LocalStack(options, DataFolder.Open(options.DataFolder, fresh), time, logger);
        watch?.Invoke(stack);
        try
        {
            await stack.StartAsync(cancellationToken).ConfigureAwait(false);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        StackAddresses.Remove(Options.DataFolder);
        // Intake and worker first: they finish what they hold while broker and storage still answer.
        await _stopSecond.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Skip(FirstCount)).ConfigureAwait(false);
        await _stopFirst.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
        _stopFirst.Dispose();
        _stopSecond.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartAsync(Parts.Take(FirstCount), _stopFirst.Token, cancellationToken).ConfigureAwait(false);
        await BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = Addresses.BlobStorage })
            .CreateContainersAsync(cancellationToken).ConfigureAwait(false);
        await StartAsync(Parts.Skip(FirstCount), _stopSecond.Token, cancellationToken).ConfigureAwait(false);
        Addresses.Write(Options.DataFolder);
    }

    private async Task StartAsync(IEnumerable<SupervisedPart> parts, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var starting = parts.ToArray();
        foreach (var part in starting) _running.Add(part.RunAsync(stopping));
        var waiting = starting.Select(part => part.FirstReady).ToList();
        while (waiting.Count > 0)
        {
            // The first failure is told at once, without waiting for the others.
            var done = await Task.WhenAny(waiting).WaitAsync(cancellationToken).ConfigureAwait(false);
            await done.ConfigureAwait(false);
            waiting.Remove(done);
        }
    }
}
