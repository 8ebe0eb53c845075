using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Our end of a link.</summary>
internal abstract class AmqpLink(AmqpSession session, Attach attach)
{
    private int _detached;

    public AmqpSession Session { get; } = session;

    public string Name { get; } = attach.LinkName;

    public uint Handle { get; } = attach.Handle;

    /// <summary>The path that the client must hold a claim for as long as the link lives; null for none.</summary>
    public string? RequiredClaim { get; init; }

    public bool IsDetached => Volatile.Read(ref _detached) != 0;

    /// <summary>Our attach has been sent.</summary>
    public virtual void OnAttached()
    {
    }

    public virtual void OnFlow(Flow flow)
    {
    }

    public virtual void OnTransfer(IncomingTransfer transfer) =>
        throw new ProtocolException(ErrorCondition.NotAllowed, "This link does not take messages.");

    /// <summary>The client's window or socket has room again.</summary>
    public virtual void OnResumed()
    {
    }

    /// <summary>Ends the link once, whoever asked for it.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool MarkDetached()
    {
        if (Interlocked.Exchange(ref _detached, 1) != 0) return false;
        OnDetached();
        return true;
    }

    protected virtual void OnDetached()
    {
    }
}
