using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>A receiver link in peek-lock or receive-and-delete mode, with credit issued by hand and settlements that wait for the broker's word.</summary>
internal sealed class ReceivingLink
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(16);

    private readonly ReceiverLink _link;
    private readonly string _entityPath;
    private readonly ReceiveMode _mode;
    private readonly Action<ReceivingLink, ReceivedMessage> _onMessage;
    private readonly CreditWindow _credit = new();

    // Credit and drain go out in the order in which they were decided: credit that followed a drain would undo it.
    private readonly Lock _flow = new();
    private readonly TaskCompletionSource<ServiceBusException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<IDelivery, TaskCompletionSource<DeliveryState?>> _settling = new(ReferenceEqualityComparer.Instance);

    private ReceivingLink(ReceiverLink link, string entityPath, ReceiveMode mode, Attach answer, Action<ReceivingLink, ReceivedMessage> onMessage)
    {
        (_link, _entityPath, _mode, Answer, _onMessage) = (link, entityPath, mode, answer, onMessage);
        link.AddClosedCallback((_, error) => OnClosed(error));
        link.Start(0, OnMessage);
    }

    /// <summary>What the broker answered to the attach.</summary>
    public Attach Answer { get; }

    public string Name => _link.Name;

    public bool IsOpen => !_link.IsClosed;

    /// <summary>Completes with the reason when the link is gone.</summary>
    public Task<ServiceBusException> Closed => _closed.Task;

    public static async Task<ReceivingLink> AttachAsync(
        AmqpConnection connection,
        string entityPath,
        ReceiveMode mode,
        Map? filter,
        Fields? properties,
        Action<ReceivingLink, ReceivedMessage> onMessage,
        CancellationToken cancellationToken)
    {
        await connection.AuthorizeAsync(entityPath, cancellationToken).ConfigureAwait(false);
        var attach = new AmqpAttach();
        var link = new ReceiverLink(
            new Session(connection.Connection),
            connection.NextLinkName("receiver"),
            new Attach
            {
                Source = new Source { Address = entityPath, FilterSet = filter },
                Target = new Target(),
                SndSettleMode = mode == ReceiveMode.PeekLock ? SenderSettleMode.Unsettled : SenderSettleMode.Settled,
                RcvSettleMode = mode == ReceiveMode.PeekLock ? ReceiverSettleMode.Second : ReceiverSettleMode.First,
                Properties = properties,
            },
            attach.OnAttached);
        var answer = await attach.WaitAsync(link, entityPath, cancellationToken).ConfigureAwait(false);
        var result = new ReceivingLink(link, entityPath, mode, answer, onMessage);
        connection.OnDisposition(link, result.OnDisposition);
        return result;
    }

    /// <summary>From now on at most so many messages are on the way or held.</summary>
    public void Resize(int target)
    {
        lock (_flow)
        {
            Issue(_credit.Resize(target));
        }
    }

    /// <summary>So many messages are no longer held.</summary>
    public void Free(int count)
    {
        lock (_flow)
        {
            Issue(_credit.Free(count));
        }
    }

    /// <summary>Asks the broker to send what it has for the credit left and to give the rest back; returns once it has.</summary>
    public async Task DrainAsync()
    {
        lock (_flow)
        {
            var outstanding = _credit.Drain();
            if (!IsOpen || outstanding == 0)
            {
                _credit.Drained();
                return;
            }

            _link.SetCredit(outstanding, CreditMode.Drain);
        }

        // The library does not announce the end of a drain; it only clears its credit. On one machine that takes one step, to Azure two or three.
        var wait = TimeSpan.FromMilliseconds(1);
        for (var waited = TimeSpan.Zero; IsOpen && UnsettledDisposition.CreditOf(_link) > 0; waited += wait)
        {
            if (waited > DrainTimeout)
            {
                await CloseAsync().ConfigureAwait(false);
                return;
            }

            await Task.Delay(wait).ConfigureAwait(false);
            wait = wait * 2 < LongestPoll ? wait * 2 : LongestPoll;
        }

        _credit.Drained();
    }

    /// <summary>Settles over the link and waits until the broker has confirmed it.</summary>
    public async Task SettleAsync(Receipt receipt, DeliveryState state, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<DeliveryState?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _settling[receipt.Delivery] = answer;
        try
        {
            if (!IsOpen)
                throw ServiceBusFailure.From(_link.Error, _entityPath);
            UnsettledDisposition.Send(_link, receipt.Delivery, state);
            if (await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is Rejected { Error: { } error })
                throw ServiceBusFailure.From(error, _entityPath);
        }
        finally
        {
            _settling.TryRemove(receipt.Delivery, out _);
        }
    }

    /// <summary>Hands a message back that nobody has looked at; that does not count as a delivery.</summary>
    public void Release(Receipt receipt)
    {
        try
        {
            if (_mode == ReceiveMode.PeekLock && receipt.TryUse())
                UnsettledDisposition.SendSettled(_link, receipt.Delivery, new Released());
        }
        catch (AmqpException)
        {
            // The link went meanwhile: the lock runs out by itself.
        }
    }

    public Task CloseAsync() => AmqpAttach.CloseAsync(_link);

    private void Issue(int credit)
    {
        if (credit > 0 && IsOpen)
            _link.SetCredit(credit, CreditMode.Manual);
    }

    private void OnMessage(IReceiverLink link, Message message)
    {
        _credit.Arrived();
        var delivery = UnsettledDisposition.DeliveryOf(message);
        var lockToken = _mode == ReceiveMode.PeekLock && delivery.Tag is { Length: 16 } tag ? new Guid(tag) : Guid.Empty;
        _onMessage(this, MessageDecoder.Decode(message, lockToken, new Receipt(this, delivery)));
    }

    private void OnDisposition(IDelivery delivery)
    {
        if (_settling.TryGetValue(delivery, out var answer))
            answer.TrySetResult(delivery.State);
    }

    private void OnClosed(Error? error)
    {
        var failure = ServiceBusFailure.From(error ?? _link.Error, _entityPath);
        _closed.TrySetResult(failure);
        foreach (var answer in _settling.Values)
            answer.TrySetException(failure);
    }
}
