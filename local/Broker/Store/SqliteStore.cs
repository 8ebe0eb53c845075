using System.Threading.Channels;
using MedRecCloud.Local.Broker.Protocol;
using Microsoft.Data.Sqlite;

namespace MedRecCloud.Local.Broker.Store;

/// <summary>Messages in a SQLite file in WAL mode. One thread writes; whatever waits when it is free becomes one transaction with one fsync (group commit).</summary>
internal sealed class SqliteStore : IMessageStore, IAsyncDisposable
{
    private const int MaxGroup = 4096;

    // So many changes are published before clients hear of the first: enough for their sockets, too few to keep them waiting.
    private const int Answered = 64;
    private const long MaxGroupBytes = 16 * 1024 * 1024;
    private const long MaxPendingBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly FileStream _folderLock;
    private readonly SqliteConnection _writing;
    private readonly SqliteConnection _reading;
    private readonly StoreWriter _writer;
    private readonly SqliteStatement _readContent;
    private readonly Channel<StoreChange> _changes = Channel.CreateUnbounded<StoreChange>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<List<StoreChange>> _written = Channel.CreateUnbounded<List<StoreChange>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _publishing;
    private readonly Thread _thread;
    private long _ids;
    private long _pendingBytes;

    /// <exception cref="BrokerConfigurationException">The folder cannot be used.</exception>
    public SqliteStore(string folder, ILogger logger)
    {
        _logger = logger;
        _path = Path.Combine(folder, "broker.db");
        try
        {
            Directory.CreateDirectory(folder);
            _folderLock = new FileStream(Path.Combine(folder, "broker.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BrokerConfigurationException($"The data folder '{folder}' cannot be used. Another broker may be using it, or it is not writable: {e.Message}", e);
        }

        try
        {
            _writing = StoreSchema.Open(_path);
            _reading = StoreSchema.Open(_path);
            _ids = StoreSchema.LastId(_writing);
            _writer = new StoreWriter(_writing.Handle!);
            _readContent = new SqliteStatement(_reading.Handle!, "SELECT content FROM messages WHERE id=?");
        }
        catch (SqliteException e)
        {
            _folderLock.Dispose();
            throw new BrokerConfigurationException($"The broker's database '{_path}' could not be opened: {e.Message}", e);
        }

        Contents = new StoreContents(_writing);
        _publishing = Task.Run(PublishAsync);
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "Broker store" };
    }

    /// <summary>What earlier runs left. Read it before <see cref="Start"/>.</summary>
    public StoreContents Contents { get; }

    public bool KeepsContent => true;

    public void Start() => _thread.Start();

    public long NextId() => Interlocked.Increment(ref _ids);

    public void Append(StoreChange change)
    {
        Interlocked.Add(ref _pendingBytes, change.Bytes);
        // After the end nothing is written any more; a sender that was not told so far will send again.
        _changes.Writer.TryWrite(change);
    }

    /// <summary>Waits while more is on its way to the disk than memory should hold.</summary>
    public async ValueTask AdmitAsync()
    {
        while (Interlocked.Read(ref _pendingBytes) > MaxPendingBytes && !_stopping.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(5)).ConfigureAwait(false);
    }

    public byte[]? ReadContent(long id)
    {
        lock (_readContent) return _readContent.Bind(1, id).ReadBlob();
    }

    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_thread.IsAlive) await Task.Run(_thread.Join).ConfigureAwait(false);
        else _written.Writer.TryComplete();
        await _publishing.ConfigureAwait(false);
        _writer.Dispose();
        lock (_readContent) _readContent.Dispose();
        await _reading.DisposeAsync().ConfigureAwait(false);
        await _writing.DisposeAsync().ConfigureAwait(false);
        await _folderLock.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void WriteAll()
    {
        List<StoreChange> group = [];
        var isFailing = false;
        while (group.Count > 0 || WaitForChange())
        {
            Collect(group);
            try
            {
                _writer.Write(group);
                if (isFailing) _logger.WriteRecovered(_path);
                isFailing = false;
                _written.Writer.TryWrite(group);
                group = [];
            }
            catch (IOException e)
            {
                if (!isFailing) _logger.WriteFailed(_path, e);
                isFailing = true;
                group = Fail(group, e);
                if (_stopping.IsCancellationRequested) break;
                Thread.Sleep(RetryDelay);
            }
        }

        _written.Writer.TryComplete();
    }

    private bool WaitForChange() => _changes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Collect(List<StoreChange> group)
    {
        var bytes = 0L;
        while (group.Count < MaxGroup && bytes < MaxGroupBytes && _changes.Reader.TryRead(out var change))
        {
            bytes += change.Bytes;
            group.Add(change);
        }
    }

    // Senders are told at once, and keep their messages; what was already acted upon is tried again.
    private List<StoreChange> Fail(List<StoreChange> group, Exception failure)
    {
        foreach (var change in group.Where(change => !change.MustSucceed))
        {
            Interlocked.Add(ref _pendingBytes, -change.Bytes);
            change.Done(failure);
        }

        return [.. group.Where(change => change.MustSucceed)];
    }

    // Apart from the writing, so that the next group's fsync does not wait for what consumers do with this one.
    private async Task PublishAsync()
    {
        await foreach (var group in _written.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            foreach (var part in group.Chunk(Answered)) Publish(part);
        }
    }

    private void Publish(StoreChange[] changes)
    {
        OutputBatch.Open();
        try
        {
            foreach (var change in changes)
            {
                Interlocked.Add(ref _pendingBytes, -change.Bytes);
                change.Done(null);
            }
        }
        finally { OutputBatch.Close(); }
    }
}
