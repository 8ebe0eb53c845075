using System.Net.Sockets;
using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Messaging.Tests;

public sealed class ServiceBusFailureTests
{
    [Theory]
    [InlineData("amqp:unauthorized-access", ServiceBusFailureReason.Unauthorized, false)]
    [InlineData("amqp:not-found", ServiceBusFailureReason.EntityNotFound, false)]
    [InlineData("com.microsoft:entity-disabled", ServiceBusFailureReason.EntityDisabled, false)]
    [InlineData("amqp:not-allowed", ServiceBusFailureReason.NotAllowed, false)]
    [InlineData("com.microsoft:message-lock-lost", ServiceBusFailureReason.LockLost, false)]
    [InlineData("com.microsoft:session-lock-lost", ServiceBusFailureReason.SessionLockLost, false)]
    [InlineData("com.microsoft:session-cannot-be-locked", ServiceBusFailureReason.SessionCannotBeLocked, true)]
    [InlineData("amqp:resource-limit-exceeded", ServiceBusFailureReason.QuotaExceeded, true)]
    [InlineData("amqp:link:message-size-exceeded", ServiceBusFailureReason.MessageSizeExceeded, false)]
    [InlineData("com.microsoft:message-not-found", ServiceBusFailureReason.MessageNotFound, false)]
    [InlineData("com.microsoft:timeout", ServiceBusFailureReason.Timeout, true)]
    [InlineData("com.microsoft:server-busy", ServiceBusFailureReason.ServiceBusy, true)]
    [InlineData("amqp:link:detach-forced", ServiceBusFailureReason.CommunicationProblem, true)]
    [InlineData("amqp:connection:forced", ServiceBusFailureReason.CommunicationProblem, true)]
    [InlineData("vendor:new-condition", ServiceBusFailureReason.GeneralError, false)]
    public void A_condition_becomes_a_reason_and_an_advice(string condition, ServiceBusFailureReason reason, bool isTransient)
    {
        var failure = ServiceBusFailure.From(new Error(condition) { Description = "details" }, "fhir-events");

        Assert.Equal((reason, isTransient), (failure.Reason, failure.IsTransient));
        Assert.StartsWith("fhir-events: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(condition, failure.Message, StringComparison.Ordinal);
        Assert.Contains("details", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_sockets_silence_and_closed_connections_are_transient()
    {
        Assert.Equal(ServiceBusFailureReason.CommunicationProblem, ServiceBusFailure.Translate(new SocketException(111), "q")!.Reason);
        Assert.Equal(ServiceBusFailureReason.CommunicationProblem, ServiceBusFailure.Translate(new IOException(), "q")!.Reason);
        Assert.Equal(ServiceBusFailureReason.Timeout, ServiceBusFailure.Translate(new TimeoutException(), "q")!.Reason);
        Assert.Equal(ServiceBusFailureReason.CommunicationProblem, ServiceBusFailure.From(null, "q").Reason);
        Assert.Equal(ServiceBusFailureReason.EntityNotFound, ServiceBusFailure.Translate(new AmqpException("amqp:not-found", "x"), "q")!.Reason);
    }

    [Fact]
    public void Mistakes_of_the_program_stay_what_they_are()
    {
        Assert.Null(ServiceBusFailure.Translate(new InvalidOperationException(), "q"));
        Assert.Null(ServiceBusFailure.Translate(new OperationCanceledException(), "q"));
    }

    [Fact]
    public void Every_reason_has_an_advice_of_its_own()
    {
        var advices = Enum.GetValues<ServiceBusFailureReason>().Select(reason => ServiceBusFailure.Create(reason, "q").Message).ToArray();

        Assert.Equal(advices.Length, advices.Distinct().Count());
    }
}
