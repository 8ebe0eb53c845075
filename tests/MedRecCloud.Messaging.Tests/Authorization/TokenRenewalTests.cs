using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Messaging.Tests;

public sealed class TokenRenewalTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_Entra_token_is_put_for_the_entity_and_renewed_five_minutes_before_its_end()
    {
        using var fake = FakeNamespace.Start();
        var credential = new FakeCredential(_time, TimeSpan.FromHours(1));
        await using var source = SourceOf(fake, new EntraTokenSource(credential));
        await using var sender = new ServiceBusSender(source, FakeNamespace.Queue, new MessageIds("x"));

        await sender.SendAsync(Some.Message());
        Assert.Equal(("jwt", "sb://127.0.0.1/q", "token-1"), Assert.Single(fake.Tokens));
        Assert.Equal("https://servicebus.azure.net/.default", Assert.Single(credential.Scopes));

        _time.Advance(TimeSpan.FromMinutes(54));
        await sender.SendAsync(Some.Message());
        await Task.Delay(100);
        Assert.Single(fake.Tokens);

        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => fake.Tokens.Count == 2);
        Assert.Equal(("jwt", "sb://127.0.0.1/q", "token-2"), fake.Tokens.Last());

        // And the next one too.
        await AdvanceUntilAsync(TimeSpan.FromMinutes(5), () => fake.Tokens.Count == 3);
    }

    [Fact]
    public async Task A_signature_is_renewed_before_its_end_and_a_renewal_that_fails_is_tried_again()
    {
        using var fake = FakeNamespace.Start();
        await using var source = SourceOf(fake, new SharedKeyTokenSource("Root", "key", _time));
        await using var sender = new ServiceBusSender(source, FakeNamespace.Queue, new MessageIds("x"));
        await sender.SendAsync(Some.Message());
        fake.Answers.Enqueue(500);
        fake.Answers.Enqueue(401);

        await AdvanceUntilAsync(TimeSpan.FromMinutes(5), () => fake.Tokens.Count == 2);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => fake.Tokens.Count == 4);

        Assert.All(fake.Tokens, token => Assert.Equal("servicebus.windows.net:sastoken", token.Type));
        Assert.Equal(4, fake.Tokens.Select(token => token.Token).Distinct().Count());
        await sender.SendAsync(Some.Message());
    }

    [Fact]
    public async Task A_refused_token_is_unauthorized_and_the_next_call_asks_anew()
    {
        using var fake = FakeNamespace.Start();
        fake.Answers.Enqueue(401);
        await using var source = SourceOf(fake, new EntraTokenSource(new FakeCredential(_time, TimeSpan.FromHours(1))));
        await using var sender = new ServiceBusSender(source, FakeNamespace.Queue, new MessageIds("x"));

        Assert.Equal(ServiceBusFailureReason.Unauthorized, await Some.ReasonAsync(() => sender.SendAsync(Some.Message())));
        await sender.SendAsync(Some.Message());

        Assert.Equal(["token-1", "token-2"], fake.Tokens.Select(token => token.Token));
    }

    [Fact]
    public async Task Many_senders_of_one_entity_share_one_token()
    {
        using var fake = FakeNamespace.Start();
        await using var source = SourceOf(fake, new SharedKeyTokenSource("Root", "key", _time));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => new ServiceBusSender(source, FakeNamespace.Queue, new MessageIds("x")).SendAsync(Some.Message())));

        Assert.Single(fake.Tokens);
    }

    private ConnectionSource SourceOf(FakeNamespace fake, ICbsTokenSource tokens)
    {
        var retry = new Retry(0, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), new Random(1)), TimeSpan.FromDays(30), _time);
        return new ConnectionSource(fake.Endpoint, tokens, retry, "test", _time, NullLogger.Instance);
    }

    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition) => await Some.EventuallyAsync(() =>
    {
        if (!condition())
            _time.Advance(step);
        return Task.FromResult(condition());
    });
}
