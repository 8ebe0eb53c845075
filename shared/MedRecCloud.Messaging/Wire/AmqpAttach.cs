using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Messaging;

/// <summary>Waits until the broker has answered an attach, or refused it: it then answers without source or target and detaches with the reason.</summary>
internal sealed class AmqpAttach
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<Attach> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OnAttached(ILink link, Attach answer)
    {
        var refused = link is ReceiverLink ? answer.Source is null : answer.Target is null;
        if (!refused)
            _answer.TrySetResult(answer);
    }

    public async Task<Attach> WaitAsync(Link link, string address, CancellationToken cancellationToken)
    {
        link.AddClosedCallback((_, error) => _answer.TrySetException(ServiceBusFailure.From(error ?? link.Error, address)));
        try
        {
            return await _answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await CloseAsync(link).ConfigureAwait(false);
            throw;
        }
        catch
        {
            await EndSessionAsync(link).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes link and session; what the broker answers no longer matters.</summary>
    public static async Task CloseAsync(Link link)
    {
        try
        {
            await link.CloseAsync(CloseTimeout).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            // The link is gone either way.
        }

        await EndSessionAsync(link).ConfigureAwait(false);
    }

    private static async Task EndSessionAsync(Link link)
    {
        try
        {
            await link.Session.CloseAsync(CloseTimeout).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            // As above.
        }
    }
}
