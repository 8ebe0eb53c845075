using Amqp;
using Amqp.Framing;
using Amqp.Types;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>Takes requests to an entity's $management node. Answers in camel case (<c>statusCode</c>), unlike $cbs.</summary>
internal sealed class ManagementLink(AmqpSession session, Attach attach, Management management, ILogger logger) : RequestLink(session, attach, logger)
{
    protected override void Process(Message request)
    {
        var operation = request.ApplicationProperties?["operation"] as string ?? "";
        management.Handle(operation, new ManagementBody(request.Body as Map ?? []), reply => Answer(request, reply));
    }

    protected override void Malformed(Message request) =>
        Answer(request, ManagementReply.Failed(400, ErrorCondition.ArgumentError, "A field of the request is missing or of a wrong type."));

    private void Answer(Message request, ManagementReply reply)
    {
        var properties = new ApplicationProperties();
        properties["statusCode"] = reply.Status;
        properties["statusDescription"] = reply.Description;
        if (reply.Condition is not null) properties["errorCondition"] = new Symbol(reply.Condition);
        if (request.ApplicationProperties?["com.microsoft:tracking-id"] is string tracking) properties["com.microsoft:tracking-id"] = tracking;
        Reply(request, new Message { ApplicationProperties = properties, BodySection = new AmqpValue { Value = reply.Body } });
    }
}
