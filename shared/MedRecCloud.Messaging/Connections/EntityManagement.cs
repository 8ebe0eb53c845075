using System.Collections;
using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>The operations of an entity's <c>$management</c> node, retried and typed.</summary>
internal sealed class EntityManagement(ConnectionSource source, string entityPath)
{
    public Task<Map> RequestAsync(string operation, Map body, string? associatedLink, CancellationToken cancellationToken) =>
        source.Retry.RunAsync(entityPath, token => RequestOnceAsync(operation, body, associatedLink, token), cancellationToken);

    /// <summary>One attempt, for callers that retry a larger step.</summary>
    public async Task<Map> RequestOnceAsync(string operation, Map body, string? associatedLink, CancellationToken cancellationToken)
    {
        var connection = await source.GetAsync(cancellationToken).ConfigureAwait(false);
        var management = await connection.ManagementAsync(entityPath, cancellationToken).ConfigureAwait(false);
        return await management.RequestAsync(operation, body, associatedLink, source.Retry.AttemptTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Renews several locks at once.</summary>
    /// <returns>The new ends, in the order of the tokens.</returns>
    public async Task<IReadOnlyList<DateTimeOffset>> RenewLocksAsync(IReadOnlyList<Guid> lockTokens, string? associatedLink, CancellationToken cancellationToken)
    {
        var answer = await RequestAsync("renew-lock", new Map { ["lock-tokens"] = lockTokens.ToArray() }, associatedLink, cancellationToken).ConfigureAwait(false);
        DateTimeOffset[] ends = [.. (answer["expirations"] as IEnumerable ?? Array.Empty<DateTime>()).Cast<object>().Select(PropertyValue.Time)];
        return ends.Length == lockTokens.Count
            ? ends
            : throw ServiceBusFailure.From("amqp:internal-error", $"{lockTokens.Count} locks were renewed and {ends.Length} ends answered", entityPath);
    }

    /// <summary>The messages of a peek or of a receive by sequence number.</summary>
    public static IReadOnlyList<ReceivedMessage> MessagesOf(Map answer)
    {
        var messages = new List<ReceivedMessage>();
        foreach (var entry in (answer["messages"] as IEnumerable ?? Array.Empty<object>()).OfType<Map>())
        {
            if (entry["message"] is byte[] encoded)
                messages.Add(MessageDecoder.Decode(encoded, entry["lock-token"] is Guid token ? token : Guid.Empty));
        }

        return messages;
    }
}
