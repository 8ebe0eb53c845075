using Amqp.Types;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

internal sealed partial class Management
{
    private static ManagementReply RenewSessionLock(MessageQueue queue, ManagementBody body) =>
        queue.RenewSessionLock(body.RequiredText("session-id")) is { } until
            ? ManagementReply.Ok(new Map { ["expiration"] = Timestamp(until) })
            : SessionLockLost();

    private static void SetSessionState(MessageQueue queue, ManagementBody body, Action<ManagementReply> answer) =>
        queue.SetSessionState(body.RequiredText("session-id"), body["session-state"] as byte[], refusal => answer(ManagementReply.Of(refusal)));

    private static ManagementReply GetSessionState(MessageQueue queue, ManagementBody body) =>
        queue.TryGetSessionState(body.RequiredText("session-id"), out var state)
            ? ManagementReply.Ok(new Map { ["session-state"] = state })
            : SessionLockLost();

    private static ManagementReply GetSessions(MessageQueue queue, ManagementBody body)
    {
        if (!queue.Settings.RequiresSession) return ManagementReply.Failed(400, ErrorCondition.NotAllowed, "The entity does not require sessions.");
        var skip = body.Int32("skip", 0);
        var ids = queue.Sessions(body["last-updated-time"] is DateTime time ? time : DateTime.MaxValue, skip, body.Int32("top", 100));
        return ids.Length == 0
            ? new ManagementReply(204, "No sessions.", null, [])
            : ManagementReply.Ok(new Map { ["skip"] = skip + ids.Length, ["sessions-ids"] = ids });
    }

    private static ManagementReply SessionLockLost() =>
        ManagementReply.Failed(410, ErrorCondition.SessionLockLost, "The session lock has expired on the message session. Accept a new session.");
}
