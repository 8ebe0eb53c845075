using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class AccessTests
{
    [Fact]
    public async Task A_wrong_key_is_unauthorized_for_sending_and_receiving()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect(options => options.ConnectionString = options.ConnectionString!.Replace("SharedAccessKey=", "SharedAccessKey=x", StringComparison.Ordinal));

        Assert.Equal(ServiceBusFailureReason.Unauthorized, await Some.ReasonAsync(() => connection.CreateSender(Queue).SendAsync(Some.Message())));
        Assert.Equal(ServiceBusFailureReason.Unauthorized, await Some.ReasonAsync(() => connection.CreateReceiver(Queue).NoneAsync()));
        Assert.Equal(ServiceBusFailureReason.Unauthorized, await Some.ReasonAsync(() => connection.CreateReceiver(Queue).PeekAsync(1)));
    }

    [Fact]
    public async Task An_unknown_entity_is_not_found_and_named()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => connection.CreateSender("no-such-queue").SendAsync(Some.Message()));

        Assert.Equal((ServiceBusFailureReason.EntityNotFound, false), (error.Reason, error.IsTransient));
        Assert.Contains("no-such-queue", error.Message, StringComparison.Ordinal);
        Assert.Equal(ServiceBusFailureReason.EntityNotFound, await Some.ReasonAsync(() => connection.CreateReceiver("no-such-queue").NoneAsync()));
        Assert.Equal(ServiceBusFailureReason.EntityNotFound, await Some.ReasonAsync(() => connection.CreateReceiver("topic/Subscriptions/none").NoneAsync()));
    }

    [Fact]
    public async Task An_entity_that_is_not_there_does_not_disturb_others_on_the_same_connection()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        await Some.ReasonAsync(() => connection.CreateSender("no-such-queue").SendAsync(Some.Message()));

        await connection.CreateSender(Queue).SendAsync(Some.Message());

        Assert.Equal(2, (await broker.CountAsync()).Active);
    }

    [Fact]
    public async Task Where_nobody_listens_the_retries_end_with_a_clear_error()
    {
        var broker = await StartAsync();
        await broker.StopAsync();
        var connection = broker.Connect(options => options.MaxRetries = 2);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => connection.ConnectAsync());

        Assert.Equal((ServiceBusFailureReason.CommunicationProblem, true), (error.Reason, error.IsTransient));
        Assert.Contains("localhost", error.Message, StringComparison.Ordinal);
        Assert.False(connection.IsConnected);
    }

    [Fact]
    public async Task Without_the_emulator_flag_the_connection_is_TLS_and_a_certificate_nobody_trusts_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var fake = FakeNamespace.Start(certificate);
        await using var connection = new ServiceBusConnection(new ServiceBusOptions
        {
            ConnectionString = $"Endpoint=sb://127.0.0.1:{fake.Port};SharedAccessKeyName=a;SharedAccessKey=b", MaxRetries = 0,
        });

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => connection.CreateSender(FakeNamespace.Queue).SendAsync(Some.Message()));

        Assert.Equal(ServiceBusFailureReason.CommunicationProblem, error.Reason);
        Assert.IsType<AuthenticationException>(error.InnerException);
        Assert.Empty(fake.Tokens);
    }

    [Fact]
    public async Task A_disposed_connection_says_so_at_once()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var sender = connection.CreateSender(Queue);
        await sender.SendAsync(Some.Message());

        await connection.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => sender.SendAsync(Some.Message()));
        Assert.False(connection.IsConnected);
    }

    [Fact]
    public async Task Cancelling_a_wait_ends_it_and_loses_no_message()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var receiver = connection.CreateReceiver(Queue);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiver.ReceiveAsync(10, Some.Patience, cancellation.Token));
        await connection.CreateSender(Queue).SendAsync(Some.Message("after"));

        var message = await receiver.OneAsync();
        Assert.Equal(("after", 1), (message.Text(), message.DeliveryCount));
    }
}
