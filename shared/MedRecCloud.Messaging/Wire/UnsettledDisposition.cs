using System.Runtime.CompilerServices;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;

namespace MedRecCloud.Messaging;

/// <summary>
/// Sends a disposition that stays unsettled until the broker confirms it. AMQPNetLite's own Accept, Reject and Modify settle at once, so that a lost lock
/// would go unnoticed; the method underneath can do either. The package's version is pinned, and a test fails if the method ever goes.
/// </summary>
internal static class UnsettledDisposition
{
    public static IDelivery DeliveryOf(Message message) => (IDelivery)GetDelivery(message);

    /// <summary>The broker's answer raises <see cref="EventId.DeliveryStateChanged"/> for the same delivery.</summary>
    public static void Send(ReceiverLink link, IDelivery delivery, DeliveryState state) =>
        DisposeDelivery(link.Session, role: true, delivery, state, settled: false);

    /// <summary>Settles without asking, as <c>released</c> needs it.</summary>
    public static void SendSettled(ReceiverLink link, IDelivery delivery, DeliveryState state) =>
        DisposeDelivery(link.Session, role: true, delivery, state, settled: true);

    /// <summary>Credit that the broker has not used; a completed drain leaves none.</summary>
    public static int CreditOf(ReceiverLink link) => Credit(link);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Delivery")]
    [return: UnsafeAccessorType("Amqp.Delivery, Amqp.Net")]
    private static extern object GetDelivery(Message message);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "DisposeDelivery")]
    private static extern void DisposeDelivery(
        Session session, bool role, [UnsafeAccessorType("Amqp.Delivery, Amqp.Net")] object delivery, DeliveryState state, bool settled);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "credit")]
    private static extern ref int Credit(ReceiverLink link);
}
