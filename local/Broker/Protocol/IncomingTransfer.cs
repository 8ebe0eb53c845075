namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>One transfer frame of a client: a whole message or a part of one.</summary>
internal readonly ref struct IncomingTransfer(uint? deliveryId, uint format, bool settled, bool more, bool aborted, ReadOnlySpan<byte> payload)
{
    /// <summary>Present on the first frame of a delivery.</summary>
    public uint? DeliveryId { get; } = deliveryId;

    public uint Format { get; } = format;

    public bool Settled { get; } = settled;

    public bool More { get; } = more;

    public bool Aborted { get; } = aborted;

    /// <summary>Valid only during the call it is handed to.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
