using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>A link over which the client sends: joins the frames of a message, keeps the credit, and hands whole messages on.</summary>
internal abstract class IncomingLink(AmqpSession session, Attach attach) : AmqpLink(session, attach)
{
    // Messages that may be on their way or not yet on disk, per link.
    private const uint MaxCredit = 1000;

    private readonly bool _alwaysSettled = attach.SndSettleMode == SenderSettleMode.Settled;
    private readonly Lock _creditGate = new();
    private uint _deliveryCount = attach.InitialDeliveryCount;
    private uint _creditLimit = attach.InitialDeliveryCount;
    private uint _outstanding;
    private byte[] _parts = [];
    private int _length;
    private uint _deliveryId;
    private uint _format;
    private bool _settled;
    private bool _continues;

    public override void OnAttached() => RestoreCredit();

    public override void OnTransfer(IncomingTransfer transfer)
    {
        if (IsDetached) return;
        if (!_continues) Begin(transfer);
        _settled |= transfer.Settled;
        if (transfer.Aborted)
        {
            _continues = false;
            Release();
            return;
        }

        if (transfer.More || _length > 0) Append(transfer.Payload);
        _continues = transfer.More;
        if (transfer.More) return;
        var delivery = new IncomingDelivery(_deliveryId, _format, _settled);
        if (_length > Session.Connection.MaxMessageSize || transfer.Payload.Length > Session.Connection.MaxMessageSize)
            Reject(delivery, ErrorCondition.MessageSizeExceeded,
                $"The received message (delivery-id:{_deliveryId}, size:{Math.Max(_length, transfer.Payload.Length)} bytes) exceeds the limit ({Session.Connection.MaxMessageSize} bytes) currently allowed on the link.");
        else
            OnMessage(delivery, _length > 0 ? _parts.AsSpan(0, _length) : transfer.Payload);
        _length = 0;
        if (_parts.Length > 256 * 1024) _parts = [];
    }

    public override void OnFlow(Flow flow)
    {
        if (!flow.Echo && !flow.Drain) return;
        lock (_creditGate) SendFlow();
    }

    /// <summary>Takes responsibility for a message.</summary>
    public void Accept(IncomingDelivery delivery)
    {
        if (!delivery.Settled) Session.SettleIncoming(delivery.Id, Outcomes.AcceptedBytes, coalesce: true);
        Release();
    }

    public void Reject(IncomingDelivery delivery, string condition, string description)
    {
        if (!delivery.Settled) Session.SettleIncoming(delivery.Id, Outcomes.Rejected(condition, description), coalesce: false);
        Release();
    }

    /// <summary>A whole message arrived. Ends in <see cref="Accept"/> or <see cref="Reject"/>, now or later.</summary>
    /// <param name="message">Valid only during the call.</param>
    protected abstract void OnMessage(IncomingDelivery delivery, ReadOnlySpan<byte> message);

    private void Begin(IncomingTransfer transfer)
    {
        _deliveryId = transfer.DeliveryId ?? throw new ProtocolException(ErrorCondition.InvalidField, "The first frame of a message needs a delivery id.");
        (_format, _settled, _length) = (transfer.Format, _alwaysSettled, 0);
        lock (_creditGate)
        {
            _deliveryCount++;
            _outstanding++;
        }
    }

    // Beyond the limit only the size is counted, so that an endless message costs no memory.
    private void Append(ReadOnlySpan<byte> payload)
    {
        if (_length + payload.Length <= Session.Connection.MaxMessageSize)
        {
            if (_parts.Length < _length + payload.Length) Array.Resize(ref _parts, Math.Max(_parts.Length * 2, _length + payload.Length));
            payload.CopyTo(_parts.AsSpan(_length));
        }

        _length = (int)Math.Min(int.MaxValue, (long)_length + payload.Length);
    }

    private void Release()
    {
        lock (_creditGate) _outstanding--;
        RestoreCredit();
    }

    private void RestoreCredit()
    {
        lock (_creditGate)
        {
            var newLimit = _deliveryCount + MaxCredit - _outstanding;
            if ((int)(newLimit - _creditLimit) < MaxCredit / 4 || IsDetached) return;
            _creditLimit = newLimit;
            SendFlow();
        }
    }

    private void SendFlow()
    {
        var flow = Session.Flow();
        flow.Handle = Handle;
        flow.DeliveryCount = _deliveryCount;
        flow.LinkCredit = _creditLimit - _deliveryCount;
        Session.Connection.Send(Session.Channel, flow);
    }
}
