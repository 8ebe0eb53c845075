using System.Collections.Concurrent;
using System.Globalization;
using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Messaging;

/// <summary>
/// A pair of links that asks and answers, as <c>$cbs</c> and <c>$management</c> do. Requests go out side by side; answers are told apart by
/// correlation id.
/// </summary>
internal sealed class RequestLink
{
    private const int AnswerCredit = 200;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<Message>> _waiting = new(StringComparer.Ordinal);
    private readonly SenderLink _requests;
    private readonly ReceiverLink _answers;
    private readonly string _address;
    private readonly string _replyTo;
    private long _lastId;

    private RequestLink(SenderLink requests, ReceiverLink answers, string address, string replyTo)
    {
        (_requests, _answers, _address, _replyTo) = (requests, answers, address, replyTo);
        _answers.Start(AnswerCredit, OnAnswer);
        _answers.AddClosedCallback((_, error) => OnClosed(error));
        _requests.AddClosedCallback((_, error) => OnClosed(error));
    }

    public bool IsOpen => !_requests.IsClosed && !_answers.IsClosed;

    public static async Task<RequestLink> OpenAsync(AmqpConnection connection, string address, CancellationToken cancellationToken)
    {
        var session = new Session(connection.Connection);
        var replyTo = connection.NextLinkName("reply");
        var answersAttach = new AmqpAttach();
        var requestsAttach = new AmqpAttach();
        var answers = new ReceiverLink(
            session,
            replyTo,
            new Attach
            {
                Source = new Source { Address = address },
                Target = new Target { Address = replyTo },
                SndSettleMode = SenderSettleMode.Settled,
                RcvSettleMode = ReceiverSettleMode.First,
            },
            answersAttach.OnAttached);
        var requests = new SenderLink(
            session,
            connection.NextLinkName("request"),
            new Attach
            {
                Source = new Source { Address = replyTo },
                Target = new Target { Address = address },
                SndSettleMode = SenderSettleMode.Settled,
                RcvSettleMode = ReceiverSettleMode.First,
            },
            requestsAttach.OnAttached);
        await answersAttach.WaitAsync(answers, address, cancellationToken).ConfigureAwait(false);
        await requestsAttach.WaitAsync(requests, address, cancellationToken).ConfigureAwait(false);
        return new RequestLink(requests, answers, address, replyTo);
    }

    /// <summary>Returns the answer, whatever its status.</summary>
    public async Task<Message> RequestAsync(Message request, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        request.Properties = new Properties { MessageId = id, ReplyTo = _replyTo };
        var answer = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            if (!IsOpen)
                throw ServiceBusFailure.From(_answers.Error ?? _requests.Error, _address);
            _requests.Send(request, null, static (_, _, _, _) => { }, null);
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public static int StatusOf(Message answer, string key) =>
        answer.ApplicationProperties?[key] is { } status ? Convert.ToInt32(status, CultureInfo.InvariantCulture) : 0;

    public Task CloseAsync() => AmqpAttach.CloseAsync(_requests);

    private void OnAnswer(IReceiverLink link, Message message)
    {
        link.Accept(message);
        if (message.Properties?.GetCorrelationId()?.ToString() is { } id && _waiting.TryRemove(id, out var waiting))
            waiting.TrySetResult(message);
    }

    private void OnClosed(Error? error)
    {
        foreach (var waiting in _waiting.Values)
            waiting.TrySetException(ServiceBusFailure.From(error, _address));
    }
}
