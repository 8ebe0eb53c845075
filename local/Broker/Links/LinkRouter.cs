using Amqp.Framing;
using Amqp.Types;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Security;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>Leads attaches to queues, topics, $cbs and $management, for those who may.</summary>
internal sealed class LinkRouter(EntityCatalog catalog, BrokerKey key, MessageParser parser, TimeProvider time, ILogger logger) : ILinkRouter
{
    public static readonly Symbol SessionFilter = new("com.microsoft:session-filter");

    public void Attach(AmqpSession session, Attach attach)
    {
        if (attach.Role ? attach.Source is not Source : attach.Target is not Target)
        {
            session.Refuse(attach, ErrorCondition.NotImplemented, "Only links to entities are known here; transactions are not.");
            return;
        }

        var path = EntityPath.Normalize((attach.Role ? ((Source)attach.Source).Address : ((Target)attach.Target).Address) ?? "");
        if (path == "$cbs")
        {
            session.Accept(attach.Role ? new ReplyLink(session, attach) : new ClaimsLink(session, attach, key, time, logger), attach, ReplyTo(attach));
        }
        else if (!session.Connection.Claims.Allow(path, time.GetUtcNow()))
        {
            session.Refuse(attach, ErrorCondition.UnauthorizedAccess, $"Unauthorized access. A claim is required for '{path}'. Send a token for it over $cbs first.");
        }
        else if (path.EndsWith(EntityPath.ManagementSuffix, StringComparison.OrdinalIgnoreCase))
        {
            AttachToManagement(session, attach, path[..^EntityPath.ManagementSuffix.Length]);
        }
        else if (attach.Role)
        {
            AttachReceiver(session, attach, path);
        }
        else
        {
            AttachSender(session, attach, path);
        }
    }

    private void AttachToManagement(AmqpSession session, Attach attach, string path)
    {
        var (queue, topic) = (catalog.FindQueue(path), catalog.FindTopic(path));
        if (queue is null && topic is null) RefuseUnknown(session, attach, path);
        else session.Accept(attach.Role ? new ReplyLink(session, attach) { RequiredClaim = path } : new ManagementLink(session, attach, new Management(queue, topic, parser), logger) { RequiredClaim = path }, attach, ReplyTo(attach));
    }

    private void AttachSender(AmqpSession session, Attach attach, string path)
    {
        var target = catalog.FindTopic(path) ?? (IMessageTarget?)catalog.FindQueue(path);
        if (target is null) RefuseUnknown(session, attach, path);
        else if (target is MessageQueue && !catalog.IsQueue(path)) session.Refuse(attach, ErrorCondition.NotAllowed, $"'{path}' takes no messages from senders.");
        else session.Accept(new SenderLink(session, attach, target, parser) { RequiredClaim = path }, attach, ReplyTo(attach));
    }

    private void AttachReceiver(AmqpSession session, Attach attach, string path)
    {
        if (catalog.FindQueue(path) is not { } queue)
        {
            if (catalog.FindTopic(path) is null) RefuseUnknown(session, attach, path);
            else session.Refuse(attach, ErrorCondition.NotAllowed, $"'{path}' is a topic; receive from one of its subscriptions.");
            return;
        }

        object? filter = null;
        var wantsSession = ((Source)attach.Source).FilterSet?.TryGetValue(SessionFilter, out filter) == true;
        if (wantsSession != queue.Settings.RequiresSession)
        {
            session.Refuse(attach, ErrorCondition.NotAllowed, wantsSession
                ? $"'{path}' does not require sessions. Receive from it without one."
                : $"It is not possible for an entity that requires sessions to create a non-sessionful message receiver: '{path}'.");
        }
        else if (wantsSession)
        {
            new SessionAttach(session, attach, queue, time).Start((filter is DescribedValue described ? described.Value : filter)?.ToString());
        }
        else
        {
            session.Accept(new ReceiverLink(session, attach, queue) { RequiredClaim = path }, attach, ReplyTo(attach));
        }
    }

    private static void RefuseUnknown(AmqpSession session, Attach attach, string path) =>
        session.Refuse(attach, ErrorCondition.NotFound, $"The messaging entity '{path}' could not be found. Declare it in the broker's configuration.");

    /// <summary>An attach that says what the client's said.</summary>
    public static Attach ReplyTo(Attach attach)
    {
        var reply = new Attach { Source = attach.Source, Target = attach.Target };
        if (attach.HasField(3)) reply.SndSettleMode = attach.SndSettleMode;
        if (attach.HasField(4)) reply.RcvSettleMode = attach.RcvSettleMode;
        if (attach.Role) reply.InitialDeliveryCount = 0;
        return reply;
    }
}
