using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace MedRecCloud.Messaging.Tests;

/// <summary>A namespace that accepts every message and notes the tokens that are put to its <c>$cbs</c>, whatever their type.</summary>
internal sealed class FakeNamespace : IDisposable
{
    public const string Queue = "q";

    private readonly ContainerHost _host;

    private FakeNamespace(int port, X509Certificate2? certificate)
    {
        Port = port;
        _host = new ContainerHost(new Address($"{(certificate is null ? "amqp" : "amqps")}://127.0.0.1:{port}"));
        if (certificate is not null)
            _host.Listeners[0].SSL.Certificate = certificate;
        _host.Listeners[0].SASL.EnableAnonymousMechanism = true;
        _host.RegisterRequestProcessor("$cbs", new Cbs(this));
        _host.RegisterMessageProcessor(Queue, new Sink());
        _host.Open();
    }

    public int Port { get; }

    public NamespaceEndpoint Endpoint => new("127.0.0.1", Port, UseTls: false);

    public ConcurrentQueue<(string Type, string Audience, string Token)> Tokens { get; } = new();

    /// <summary>What the next put-tokens are answered; 200 when there is none.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public static FakeNamespace Start(X509Certificate2? certificate = null)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new FakeNamespace(port, certificate);
    }

    public void Dispose() => _host.Close();

    private sealed class Cbs(FakeNamespace owner) : IRequestProcessor
    {
        public int Credit => 100;

        public void Process(RequestContext requestContext)
        {
            var properties = requestContext.Message.ApplicationProperties;
            Assert.Equal("put-token", properties["operation"]);
            owner.Tokens.Enqueue(((string)properties["type"], (string)properties["name"], (string)requestContext.Message.Body));
            var status = owner.Answers.TryDequeue(out var answer) ? answer : 200;
            requestContext.Complete(new Message
            {
                ApplicationProperties = new ApplicationProperties { ["status-code"] = status, ["status-description"] = "as told" },
            });
        }
    }

    private sealed class Sink : IMessageProcessor
    {
        public int Credit => 100;

        public void Process(MessageContext messageContext) => messageContext.Complete();
    }
}
