using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

internal partial class MessageQueue
{
    private readonly Dictionary<string, MessageSession> _sessions = [];
    private readonly Queue<MessageSession> _row = new();
    private readonly LinkedList<SessionRequest> _waiting = new();
    private readonly List<MessageSession> _held = [];

    /// <summary>Gives a session to a receiver, now or when one has messages.</summary>
    public void RequestSession(SessionRequest request)
    {
        Refusal? refusal = null;
        MessageSession? session = null;
        lock (_gate)
        {
            if (request.SessionId is { } id)
            {
                session = SessionOf(id);
                if (session.Holder is not null) refusal = new Refusal(ErrorCondition.SessionCannotBeLocked, "The requested session cannot be accepted. It may be locked by another receiver.");
            }
            else if (!TryTakeFromRow(out session))
            {
                _waiting.AddLast(request);
                ArmTimer(request.Deadline, _context.Now);
                return;
            }

            if (refusal is null) Hold(session!, request.Consumer);
        }

        if (refusal is not null) request.Refused(refusal);
        else request.Granted(session!.Id, session.LockedUntil);
    }

    public void WithdrawRequest(SessionRequest request)
    {
        lock (_gate)
        {
            request.IsWithdrawn = true;
            _waiting.Remove(request);
        }
    }

    /// <summary>When the session's lock now ends, in UTC ticks; null when it was lost.</summary>
    public long? RenewSessionLock(string sessionId)
    {
        lock (_gate)
        {
            if (HeldSession(sessionId) is not { } session) return null;
            session.LockedUntil = _context.Now + Settings.LockDuration.Ticks;
            foreach (var message in session.Locked) message.LockedUntil = session.LockedUntil;
            return session.LockedUntil;
        }
    }

    /// <summary>Keeps the state of a held session.</summary>
    /// <param name="done">Called once, when it is on disk or with why not.</param>
    public void SetSessionState(string sessionId, byte[]? state, Action<Refusal?> done)
    {
        lock (_gate)
        {
            if (HeldSession(sessionId) is { } session)
            {
                (session.State, session.UpdatedAt) = (state, _context.Now);
                _context.Store.Append(new StoreChange(transaction => transaction.PutSessionState(Id, sessionId, state), Always(done)) { MustSucceed = true });
                return;
            }
        }

        done(LockLost());
    }

    /// <returns>False when the session's lock was lost.</returns>
    public bool TryGetSessionState(string sessionId, out byte[]? state)
    {
        lock (_gate)
        {
            var session = HeldSession(sessionId);
            state = session?.State;
            return session is not null;
        }
    }

    /// <summary>Ids of sessions that have messages; or, after a time, whose state changed since.</summary>
    public string[] Sessions(DateTime updatedAfter, int skip, int top)
    {
        lock (_gate)
        {
            // Clients ask for "all with messages" with the largest time there is.
            var byMessages = updatedAfter.Year >= 9999;
            return [.. _sessions.Values
                .Where(session => byMessages ? session.Available.TryPeek(out _) || session.Locked.Count > 0 : session.UpdatedAt > updatedAfter.Ticks)
                .Select(session => session.Id).Order(StringComparer.Ordinal).Skip(skip).Take(top)];
        }
    }

    public void RestoreSessionState(string sessionId, byte[] state)
    {
        lock (_gate) SessionOf(sessionId).State = state;
    }

    private MessageSession SessionOf(string id)
    {
        if (!_sessions.TryGetValue(id, out var session)) _sessions[id] = session = new MessageSession(id);
        return session;
    }

    private MessageSession? HeldSession(string id) =>
        _sessions.TryGetValue(id, out var session) && session.Holder is not null && session.LockedUntil > _context.Now ? session : null;

    private void Hold(MessageSession session, Consumer consumer)
    {
        var now = _context.Now;
        (session.Holder, session.LockedUntil, consumer.Session) = (consumer, now + Settings.LockDuration.Ticks, session);
        _held.Add(session);
        ArmTimer(session.LockedUntil, now);
    }

    // Closing a session is no failed delivery (azure-sdk-for-js#15116).
    private void ReleaseSession(MessageSession session, Consumer consumer)
    {
        if (session.Holder != consumer) return;
        var locked = session.Locked.ToArray();
        FreeSession(session);
        foreach (var message in locked)
        {
            Unlock(message);
            GiveBack(message);
        }

        MarkReady(session);
        ForgetSessionIfEmpty(session.Id);
    }

    private void FreeSession(MessageSession session)
    {
        if (session.Holder is { } holder) holder.Session = null;
        session.Holder = null;
        session.LockedUntil = 0;
        _held.Remove(session);
    }

    private void MarkReady(MessageSession session)
    {
        if (session.Holder is not null || session.IsInRow || !session.Available.TryPeek(out _)) return;
        while (_waiting.First is { Value: var request })
        {
            _waiting.RemoveFirst();
            if (request.IsWithdrawn) continue;
            Hold(session, request.Consumer);
            var until = session.LockedUntil;
            // The attach is answered outside the lock.
            ThreadPool.QueueUserWorkItem(_ => request.Granted(session.Id, until));
            return;
        }

        session.IsInRow = true;
        _row.Enqueue(session);
    }

    private bool TryTakeFromRow(out MessageSession? session)
    {
        while (_row.TryDequeue(out session))
        {
            session.IsInRow = false;
            if (session.Holder is null && session.Available.TryPeek(out _)) return true;
        }

        return false;
    }

    private void EndSessions(long now, List<Consumer> lost, List<SessionRequest> timedOut)
    {
        foreach (var session in _held.Where(session => session.LockedUntil <= now).ToArray())
        {
            lost.Add(session.Holder!);
            var locked = session.Locked.ToArray();
            FreeSession(session);
            foreach (var message in locked)
            {
                Unlock(message);
                FailDelivery(message, new Dictionary<string, object?>(), static _ => { });
            }

            MarkReady(session);
        }

        foreach (var request in _waiting.Where(request => request.Deadline <= now).ToArray())
        {
            _waiting.Remove(request);
            timedOut.Add(request);
        }
    }

    private void ArmForSessions(long now)
    {
        foreach (var session in _held) ArmTimer(session.LockedUntil, now);
        foreach (var request in _waiting) ArmTimer(request.Deadline, now);
    }

    private void ForgetSessionIfEmpty(string? id)
    {
        if (!Settings.RequiresSession || id is null || !_sessions.TryGetValue(id, out var session)) return;
        if (session.Holder is null && session.State is null && session.Locked.Count == 0 && !session.IsInRow && !session.Available.TryPeek(out _)) _sessions.Remove(id);
    }
}
