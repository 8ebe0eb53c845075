namespace MedRecCloud.Local.Broker.Entities;

/// <summary>A receiver that asks for a session.</summary>
/// <param name="sessionId">Null for any that has messages.</param>
/// <param name="deadline">UTC ticks until which it waits.</param>
/// <param name="granted">Called once it holds a session; the id and until when.</param>
/// <param name="refused">Called once it cannot have one.</param>
internal sealed class SessionRequest(string? sessionId, Consumer consumer, long deadline, Action<string, long> granted, Action<Refusal> refused)
{
    public string? SessionId { get; } = sessionId;

    public Consumer Consumer { get; } = consumer;

    public long Deadline { get; } = deadline;

    /// <summary>The receiver gave up.</summary>
    public bool IsWithdrawn { get; set; }

    public void Granted(string id, long lockedUntil) => granted(id, lockedUntil);

    public void Refused(Refusal refusal) => refused(refusal);

    public void TimedOut() => refused(new Refusal(Protocol.ErrorCondition.Timeout, "No session with messages became available within the time that was asked for."));
}
