using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Messaging.Tests;

public sealed class RetryTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Fact]
    public async Task Transient_failures_are_tried_again_until_one_attempt_succeeds()
    {
        var attempts = 0;
        var running = RetryOf(5).RunAsync(
            "q",
            _ => ++attempts < 4 ? throw ServiceBusFailure.Create(ServiceBusFailureReason.ServiceBusy, "q") : Task.FromResult(attempts),
            CancellationToken.None);

        Assert.Equal(4, await AdvanceUntilDoneAsync(running));
    }

    [Fact]
    public async Task After_the_last_retry_the_failure_is_thrown()
    {
        var attempts = 0;
        var running = RetryOf(2).RunAsync<int>(
            "q",
            _ =>
            {
                attempts++;
                throw new IOException("broken");
            },
            CancellationToken.None);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => AdvanceUntilDoneAsync(running));
        Assert.Equal((3, ServiceBusFailureReason.CommunicationProblem), (attempts, failure.Reason));
    }

    [Fact]
    public async Task A_lasting_failure_is_not_tried_again()
    {
        var attempts = 0;

        await Assert.ThrowsAsync<ServiceBusException>(() => RetryOf(5).RunAsync<int>(
            "q",
            _ =>
            {
                attempts++;
                throw ServiceBusFailure.Create(ServiceBusFailureReason.EntityNotFound, "q");
            },
            CancellationToken.None));

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_a_timeout()
    {
        var running = RetryOf(0).RunAsync<int>(
            "q",
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return 1;
            },
            CancellationToken.None);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => AdvanceUntilDoneAsync(running));
        Assert.Equal(ServiceBusFailureReason.Timeout, failure.Reason);
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_timeout()
    {
        using var caller = new CancellationTokenSource();
        var running = RetryOf(5).RunAsync<int>(
            "q",
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return 1;
            },
            caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Retry RetryOf(int maxRetries) =>
        new(maxRetries, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), new Random(7)), TimeSpan.FromSeconds(30), _time);

    private async Task<T> AdvanceUntilDoneAsync<T>(Task<T> running)
    {
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        return await running;
    }
}
