namespace MedRecCloud.Messaging;

/// <summary>
/// Keeps one thing that may die, as a connection or link, and makes another when it has. All who ask meanwhile share the one attempt and its failure, so that
/// a thousand waiting senders do not knock a thousand times.
/// </summary>
internal sealed class Living<T>(Func<CancellationToken, Task<T>> make, Func<T, bool> isAlive, TimeSpan timeout, TimeProvider timeProvider)
    where T : class
{
    private readonly Lock _lock = new();
    private Task<T>? _making;

    /// <summary>The living one, if there is one at this moment.</summary>
    public T? Current => Volatile.Read(ref _making) is { IsCompletedSuccessfully: true } made && isAlive(made.Result) ? made.Result : null;

    /// <summary>The last one made, dead or alive.</summary>
    public T? Last => Volatile.Read(ref _making) is { IsCompletedSuccessfully: true } made ? made.Result : null;

    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> making;
        lock (_lock)
        {
            if (_making is null || (_making.IsCompleted && Current is null))
                _making = MakeAsync();
            making = _making;
        }

        return making.IsCompletedSuccessfully ? making : making.WaitAsync(cancellationToken);
    }

    private async Task<T> MakeAsync()
    {
        // Not the first asker's token: the others still want it.
        using var patience = new CancellationTokenSource(timeout, timeProvider);
        try
        {
            return await Task.Run(() => make(patience.Token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {timeout}.", e);
        }
    }
}
