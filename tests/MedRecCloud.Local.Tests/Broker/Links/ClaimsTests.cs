using System.Security.Cryptography;
using System.Text;
using Amqp;
using Amqp.Framing;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Local.Tests.Broker.Links;

public class ClaimsTests
{
    // At each beat of a connection the broker looks at its claims; it beats four times in its idle time-out.
    private static readonly TimeSpan BeatInterval = TimeSpan.FromMinutes(15);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_token_opens_its_entity_until_it_expires()
    {
        await using var test = await TestBroker.StartAsync(options => options.IdleTimeout = BeatInterval * 4, _time);
        var connection = await new ConnectionFactory().CreateAsync(new Address($"amqp://127.0.0.1:{test.Port}"));
        var claims = await ManagementClient.AttachAsync(connection, "$cbs");
        Assert.Equal(202, (await PutAsync(claims, "q0", _time.GetUtcNow().AddMinutes(10))).ApplicationProperties["status-code"]);
        var sender = new SenderLink(new Session(connection), "s", "q0");
        var ended = new TaskCompletionSource<Error>();
        sender.Closed += (_, error) => ended.TrySetResult(error);
        await sender.SendAsync(new Message("m"));
        var other = await Assert.ThrowsAsync<AmqpException>(() => new SenderLink(new Session(connection), "t", "q1").SendAsync(new Message("m")));
        Assert.Equal("amqp:unauthorized-access", other.Error.Condition);
        Assert.False(ended.Task.IsCompleted);
        _time.Advance(BeatInterval);
        var reason = await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("amqp:unauthorized-access", reason.Condition);
        Assert.StartsWith("ExpiredToken", reason.Description);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task A_renewed_token_keeps_the_link()
    {
        await using var test = await TestBroker.StartAsync(options => options.IdleTimeout = BeatInterval * 4, _time);
        var connection = await new ConnectionFactory().CreateAsync(new Address($"amqp://127.0.0.1:{test.Port}"));
        var claims = await ManagementClient.AttachAsync(connection, "$cbs");
        await PutAsync(claims, "q0", _time.GetUtcNow().AddMinutes(10));
        var sender = new SenderLink(new Session(connection), "s", "q0");
        await sender.SendAsync(new Message("m"));
        await PutAsync(claims, "q0", _time.GetUtcNow().AddHours(5));
        _time.Advance(BeatInterval);
        await sender.SendAsync(new Message("m"));
        await connection.CloseAsync();
    }

    [Fact]
    public async Task A_token_that_is_none_of_ours_is_answered_401()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await new ConnectionFactory().CreateAsync(new Address($"amqp://127.0.0.1:{test.Port}"));
        var claims = await ManagementClient.AttachAsync(connection, "$cbs");
        var reply = await claims.RequestAsync("put-token", "eyJhbGciOi.e30.x", "jwt", "sb://localhost/q0");
        Assert.Equal(401, reply.ApplicationProperties["status-code"]);
        await connection.CloseAsync();
    }

    private static Task<Message> PutAsync(ManagementClient claims, string queue, DateTimeOffset until)
    {
        var resource = Uri.EscapeDataString($"sb://localhost/{queue}");
        var expiry = until.ToUnixTimeSeconds();
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes("SAS_KEY_VALUE"), Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
        var token = $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(signature)}&se={expiry}&skn=RootManageSharedAccessKey";
        return claims.RequestAsync("put-token", token, "servicebus.windows.net:sastoken", $"sb://localhost/{queue}");
    }
}
