namespace MedRecCloud.Messaging;

/// <summary>What becomes of a received message. Closed: match it with <c>switch</c>.</summary>
public abstract record Settlement
{
    private Settlement()
    {
    }

    /// <summary>The work is done and its result stored; the message leaves the queue.</summary>
    public sealed record Complete : Settlement;

    /// <summary>Not now: the message returns to the queue and its delivery count has risen.</summary>
    /// <param name="Reason">Short code for logs and metrics; never anything about a person.</param>
    public sealed record Abandon(string Reason) : Settlement;

    /// <summary>Set aside in the queue; only <see cref="ServiceBusReceiver.ReceiveDeferredAsync"/> returns it.</summary>
    public sealed record Defer : Settlement;

    /// <summary>Never: the message moves to the dead-letter queue, where a person looks at it.</summary>
    /// <param name="Reason">Short code, seen in tools as <c>DeadLetterReason</c>; never anything about a person.</param>
    /// <param name="Description">What to do about it; never anything about a person.</param>
    public sealed record DeadLetter(string Reason, string Description) : Settlement;

    /// <summary>The one <see cref="Complete"/>, which carries nothing.</summary>
    public static Settlement Completed { get; } = new Complete();
}
