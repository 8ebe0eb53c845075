using System.Collections.Concurrent;
using Amqp.Framing;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

/// <summary>
/// Puts one token per audience to <c>$cbs</c> of one connection and renews it before it ends, for as long as the connection lives.
/// https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide#claims-based-authorization
/// </summary>
internal sealed class Authorizer(Living<RequestLink> cbs, ICbsTokenSource tokens, Func<string, string> audienceOf, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private static readonly TimeSpan RetryRenewal = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<Task>> _audiences = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Returns once the connection may attach links to the address.</summary>
    public async Task AuthorizeAsync(string address, CancellationToken cancellationToken)
    {
        var audience = audienceOf(address);
        var claim = _audiences.GetOrAdd(audience, name => new Lazy<Task>(() => ClaimAsync(name, address)));
        try
        {
            await claim.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (claim.Value.IsFaulted || claim.Value.IsCanceled)
        {
            // Forgotten, so that the next caller asks again with a fresh token.
            _audiences.TryRemove(KeyValuePair.Create(audience, claim));
            throw;
        }
    }

    public void Dispose() => _closed.Cancel();

    private async Task ClaimAsync(string audience, string address)
    {
        var expiresAt = await PutTokenAsync(audience, address, _closed.Token).ConfigureAwait(false);
        _ = RenewAsync(audience, address, expiresAt);
    }

    private async Task<DateTimeOffset> PutTokenAsync(string audience, string address, CancellationToken cancellationToken)
    {
        var token = await tokens.GetTokenAsync(audience, cancellationToken).ConfigureAwait(false);
        var request = new Amqp.Message
        {
            BodySection = new AmqpValue { Value = token.Value },
            ApplicationProperties = new ApplicationProperties
            {
                ["operation"] = "put-token",
                ["type"] = token.Type,
                ["name"] = audience,
            },
        };
        var link = await cbs.GetAsync(cancellationToken).ConfigureAwait(false);
        using var response = await link.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        var status = RequestLink.StatusOf(response, "status-code");
        if (status is not (200 or 202))
        {
            var condition = status == 404 ? "amqp:not-found" : "amqp:unauthorized-access";
            throw ServiceBusFailure.From(condition, $"status {status}, {response.ApplicationProperties?["status-description"]}", address);
        }

        return token.ExpiresAt;
    }

    private async Task RenewAsync(string audience, string address, DateTimeOffset expiresAt)
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Capped(RenewalTime.OfToken(expiresAt - timeProvider.GetUtcNow())), timeProvider, _closed.Token).ConfigureAwait(false);
                if (expiresAt - timeProvider.GetUtcNow() > TimeSpan.FromDays(7))
                    continue;
                expiresAt = await PutTokenAsync(audience, address, _closed.Token).ConfigureAwait(false);
                logger.TokenRenewed(address, expiresAt);
            }
            catch (OperationCanceledException) when (_closed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Links live on until the old token ends; if every renewal fails, the broker closes them and that is what callers see.
                logger.TokenNotRenewed(address, e.GetType().Name);
                await Task.Delay(RetryRenewal, timeProvider, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A signature without an end would overflow the timer.
    private static TimeSpan Capped(TimeSpan due) => due < TimeSpan.FromDays(1) ? due : TimeSpan.FromDays(1);
}
