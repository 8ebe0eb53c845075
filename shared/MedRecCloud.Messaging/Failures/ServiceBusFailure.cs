using System.Net.Sockets;
using System.Security.Authentication;
using Amqp;
using Amqp.Framing;
using Azure.Identity;

namespace MedRecCloud.Messaging;

/// <summary>Turns AMQP conditions and transport exceptions into <see cref="ServiceBusException"/>s that say what to do.</summary>
internal static class ServiceBusFailure
{
    public static ServiceBusException From(Error? error, string subject) =>
        From((string?)error?.Condition, error?.Description, subject);

    public static ServiceBusException From(string? condition, string? description, string subject)
    {
        var reason = AmqpCondition.ReasonOf(condition);
        return new ServiceBusException(reason, $"{subject}: {Advice(reason)} ({condition ?? "no condition"}{Detail(description)})");
    }

    public static ServiceBusException Create(ServiceBusFailureReason reason, string subject, Exception? innerException = null) =>
        new(reason, $"{subject}: {Advice(reason)}", innerException);

    /// <summary>Null for exceptions that are not of the wire: a programming error, a cancellation.</summary>
    public static ServiceBusException? Translate(Exception exception, string subject) => exception switch
    {
        ServiceBusException e => e,
        AmqpException e => new ServiceBusException(
            AmqpCondition.ReasonOf(e.Error.Condition), $"{subject}: {Advice(AmqpCondition.ReasonOf(e.Error.Condition))} ({e.Error.Condition}{Detail(e.Error.Description)})", e),
        TimeoutException e => Create(ServiceBusFailureReason.Timeout, subject, e),
        AuthenticationFailedException => Create(ServiceBusFailureReason.Unauthorized, subject, exception),
        // TLS: the certificate is not trusted or not for this host.
        SocketException or AuthenticationException => Create(ServiceBusFailureReason.CommunicationProblem, subject, exception),
        IOException when exception.GetType() == typeof(IOException) => Create(ServiceBusFailureReason.CommunicationProblem, subject, exception),
        // The library's own socket, closed under its hands. Using one of ours after it was disposed is a mistake of the program.
        ObjectDisposedException e when !e.ObjectName.StartsWith(nameof(MedRecCloud), StringComparison.Ordinal) =>
            Create(ServiceBusFailureReason.CommunicationProblem, subject, exception),
        _ => null,
    };

    private static string Detail(string? description) => string.IsNullOrEmpty(description) ? string.Empty : ": " + description;

    private static string Advice(ServiceBusFailureReason reason) => reason switch
    {
        ServiceBusFailureReason.Unauthorized => "access is refused; check the key or give the identity the role Azure Service Bus Data Sender or Receiver",
        ServiceBusFailureReason.EntityNotFound => "there is no such queue, topic or subscription; create it or correct the name",
        ServiceBusFailureReason.EntityDisabled => "the entity is disabled; enable it in the namespace",
        ServiceBusFailureReason.NotAllowed => "the entity does not allow this; a queue of sessions needs a SessionId and a session receiver, others none",
        ServiceBusFailureReason.LockLost => "the lock on the message is gone and the message comes again; renew the lock in time or lengthen the queue's lock duration",
        ServiceBusFailureReason.SessionLockLost => "the lock on the session is gone; accept the session again",
        ServiceBusFailureReason.SessionCannotBeLocked => "another receiver holds the session; wait for it or accept another session",
        ServiceBusFailureReason.MessageNotFound => "there is no message with this sequence number; it may have been received, cancelled or expired",
        ServiceBusFailureReason.QuotaExceeded => "the entity is full or has too many connections; receive messages or raise its quota",
        ServiceBusFailureReason.MessageSizeExceeded => "the message is larger than the entity takes; store the body as a blob and send its name",
        ServiceBusFailureReason.Timeout => "there was no answer in time; try again",
        ServiceBusFailureReason.ServiceBusy => "Service Bus asks to slow down; try again later",
        ServiceBusFailureReason.CommunicationProblem => "the connection is broken or refused; check the address and the network, then try again",
        _ => "Service Bus refused the operation",
    };
}
