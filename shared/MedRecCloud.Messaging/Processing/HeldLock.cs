namespace MedRecCloud.Messaging;

/// <summary>A message whose lock is renewed. The token is cancelled when the lock is lost or the processor gives up waiting for the handler.</summary>
internal sealed class HeldLock(ReceivedMessage message, DateTimeOffset since, CancellationToken abort) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(abort);

    public ReceivedMessage Message => message;

    public DateTimeOffset Since => since;

    /// <summary>When the lock is to be renewed next. Touched by the renewer under its lock only.</summary>
    public DateTimeOffset Due { get; set; }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>True once the broker has said so.</summary>
    public bool IsLost { get; private set; }

    public void Lose()
    {
        IsLost = true;
        _cancellation.Cancel();
    }

    public void Dispose() => _cancellation.Dispose();
}
