using Amqp.Framing;
using Amqp.Types;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>A receiver's attach that is answered when it got its session.</summary>
internal sealed class SessionAttach(AmqpSession session, Attach attach, MessageQueue queue, TimeProvider time)
{
    private static readonly Symbol TimeoutKey = new("com.microsoft:timeout");
    private static readonly Symbol LockedUntilKey = new("com.microsoft:locked-until-utc");

    // Service Bus waits about a minute when the client does not say.
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);

    /// <param name="sessionId">Null for the next that has messages.</param>
    public void Start(string? sessionId)
    {
        object? asked = null;
        attach.Properties?.TryGetValue(TimeoutKey, out asked);
        var wait = asked is uint milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : DefaultWait;
        var link = new ReceiverLink(session, attach, queue) { RequiredClaim = queue.Settings.Path };
        var request = new SessionRequest(sessionId, link.Consumer, time.GetUtcNow().Add(wait).UtcTicks, (id, until) => Grant(link, id, until),
            refusal => session.Refuse(attach, refusal.Condition, refusal.Description, wasDeferred: true));
        session.Defer(attach, () => queue.WithdrawRequest(request));
        queue.RequestSession(request);
    }

    private void Grant(ReceiverLink link, string sessionId, long lockedUntil)
    {
        var reply = LinkRouter.ReplyTo(attach);
        ((Source)reply.Source).FilterSet[LinkRouter.SessionFilter] = sessionId;
        // Not a timestamp: clients expect the ticks of .NET.
        reply.Properties = new Fields { [LockedUntilKey] = lockedUntil };
        if (!session.Accept(link, attach, reply, wasDeferred: true)) queue.RemoveConsumer(link.Consumer);
    }
}
