using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Messaging;

/// <summary>A sender link whose sends return with the broker's word.</summary>
internal sealed class SendingLink
{
    // For brokers that name no limit: what the standard tier takes.
    private const long DefaultLargestMessage = 256 * 1024;

    private readonly SenderLink _link;
    private readonly string _entityPath;

    private SendingLink(SenderLink link, string entityPath, ulong largestMessage)
    {
        (_link, _entityPath) = (link, entityPath);
        LargestMessage = largestMessage is 0 or > long.MaxValue ? DefaultLargestMessage : (long)largestMessage;
    }

    public bool IsOpen => !_link.IsClosed;

    /// <summary>The largest transfer the entity takes, in bytes.</summary>
    public long LargestMessage { get; }

    public static async Task<SendingLink> AttachAsync(AmqpConnection connection, string entityPath, CancellationToken cancellationToken)
    {
        await connection.AuthorizeAsync(entityPath, cancellationToken).ConfigureAwait(false);
        var attach = new AmqpAttach();
        var link = new SenderLink(
            new Session(connection.Connection),
            connection.NextLinkName("sender"),
            new Attach
            {
                Source = new Source(),
                Target = new Target { Address = entityPath },
                SndSettleMode = SenderSettleMode.Unsettled,
                RcvSettleMode = ReceiverSettleMode.First,
            },
            attach.OnAttached);
        var answer = await attach.WaitAsync(link, entityPath, cancellationToken).ConfigureAwait(false);
        return new SendingLink(link, entityPath, answer.MaxMessageSize);
    }

    public async Task SendAsync(Message message, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<Outcome?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _link.Send(message, null, static (_, _, outcome, state) => ((TaskCompletionSource<Outcome?>)state).TrySetResult(outcome), answer);
        Outcome? outcome;
        try
        {
            outcome = await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _link.Cancel(message);
            throw;
        }

        switch (outcome)
        {
            case Accepted:
                return;
            case Rejected { Error: { } error }:
                throw ServiceBusFailure.From(error, _entityPath);
            default:
                // The link went before the broker answered, or the broker takes nothing now.
                throw ServiceBusFailure.From(_link.Error, _entityPath);
        }
    }

    public Task CloseAsync() => AmqpAttach.CloseAsync(_link);
}
