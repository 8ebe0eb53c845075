using Amqp;
using Amqp.Framing;
using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Security;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>Takes tokens over $cbs. Answers in kebab case (<c>status-code</c>), unlike $management.</summary>
internal sealed class ClaimsLink(AmqpSession session, Attach attach, BrokerKey key, TimeProvider time, ILogger logger) : RequestLink(session, attach, logger)
{
    private readonly ILogger _logger = logger;

    protected override void Process(Message request)
    {
        if ((request.ApplicationProperties?["operation"] as string) != "put-token" || request.Body is not string text)
        {
            Answer(request, 400, "Only put-token with a token in the body is known here.");
            return;
        }

        var token = SasToken.Validate(text, key.Name, key.Value, time.GetUtcNow(), out var problem);
        if (token is null)
        {
            _logger.TokenRefused(problem);
            Answer(request, 401, problem);
            return;
        }

        Session.Connection.Claims.Grant(token.Path, token.Until);
        Answer(request, 202, "Accepted");
    }

    protected override void Malformed(Message request) => Answer(request, 400, "The request is malformed.");

    private void Answer(Message request, int status, string description)
    {
        var properties = new ApplicationProperties();
        properties["status-code"] = status;
        properties["status-description"] = description;
        Reply(request, new Message { ApplicationProperties = properties });
    }
}
