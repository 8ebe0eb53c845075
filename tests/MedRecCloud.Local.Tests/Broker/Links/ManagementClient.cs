using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace MedRecCloud.Local.Tests.Broker.Links;

/// <summary>Sends requests to a node as clients do: a link for requests, a link for replies.</summary>
internal sealed class ManagementClient
{
    private readonly SenderLink _requests;
    private readonly ReceiverLink _replies;
    private readonly string _replyTo;

    private ManagementClient(SenderLink requests, ReceiverLink replies, string replyTo) => (_requests, _replies, _replyTo) = (requests, replies, replyTo);

    public static async Task<ManagementClient> AttachAsync(Connection connection, string node)
    {
        var session = new Session(connection);
        var attached = new TaskCompletionSource();
        var replyTo = $"replies-of-{node}";
        var replies = new ReceiverLink(session, replyTo, new Attach { Source = new Source { Address = node }, Target = new Target { Address = replyTo } }, (_, _) => attached.TrySetResult());
        await attached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return new ManagementClient(new SenderLink(session, $"requests-to-{node}", node), replies, replyTo);
    }

    public async Task<Message> RequestAsync(string operation, object body, string? type = null, string? name = null)
    {
        var properties = new ApplicationProperties { ["operation"] = operation };
        if (type is not null) properties["type"] = type;
        if (name is not null) properties["name"] = name;
        await _requests.SendAsync(new Message(body) { Properties = new Properties { MessageId = "1", ReplyTo = _replyTo }, ApplicationProperties = properties });
        var reply = await _replies.ReceiveAsync(TimeSpan.FromSeconds(10));
        _replies.Accept(reply);
        return reply;
    }

    /// <summary>A request that must succeed.</summary>
    public async Task<Map> SucceedAsync(string operation, Map body)
    {
        var reply = await RequestAsync(operation, body);
        Assert.Equal(200, reply.ApplicationProperties["statusCode"]);
        return (Map)reply.Body;
    }
}
