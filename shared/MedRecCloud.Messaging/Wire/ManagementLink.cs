using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>
/// An entity's <c>$management</c> node.
/// https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response
/// </summary>
internal sealed class ManagementLink
{
    private readonly RequestLink _link;
    private readonly string _entityPath;

    private ManagementLink(RequestLink link, string entityPath) => (_link, _entityPath) = (link, entityPath);

    public bool IsOpen => _link.IsOpen;

    public static async Task<ManagementLink> OpenAsync(AmqpConnection connection, string entityPath, CancellationToken cancellationToken)
    {
        var address = entityPath + "/$management";
        await connection.AuthorizeAsync(address, cancellationToken).ConfigureAwait(false);
        return new ManagementLink(await RequestLink.OpenAsync(connection, address, cancellationToken).ConfigureAwait(false), entityPath);
    }

    /// <summary>Returns the answer's map, which is empty for status 204 (nothing there).</summary>
    /// <exception cref="ServiceBusException">The answer's status is an error.</exception>
    public async Task<Map> RequestAsync(string operation, Map body, string? associatedLink, TimeSpan serverTimeout, CancellationToken cancellationToken)
    {
        var request = new Message
        {
            BodySection = new AmqpValue { Value = body },
            ApplicationProperties = new ApplicationProperties
            {
                ["operation"] = "com.microsoft:" + operation,
                ["com.microsoft:server-timeout"] = (uint)serverTimeout.TotalMilliseconds,
            },
        };
        if (associatedLink is not null)
            request.ApplicationProperties["associated-link-name"] = associatedLink;
        using var response = await _link.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        var status = RequestLink.StatusOf(response, "statusCode");
        if (status is 200 or 202)
            return response.Body as Map ?? [];
        if (status == 204)
            return [];
        throw Failure(status, response.ApplicationProperties);
    }

    private ServiceBusException Failure(int status, ApplicationProperties? answer)
    {
        var condition = answer?["errorCondition"]?.ToString() ?? status switch
        {
            401 or 403 => "amqp:unauthorized-access",
            404 => "com.microsoft:message-not-found",
            408 => "com.microsoft:timeout",
            410 => "com.microsoft:message-lock-lost",
            503 => "com.microsoft:server-busy",
            _ => "status " + status,
        };
        return ServiceBusFailure.From(condition, answer?["statusDescription"]?.ToString(), _entityPath);
    }
}
