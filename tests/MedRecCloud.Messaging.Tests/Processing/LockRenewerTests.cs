using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Messaging.Tests;

public sealed class LockRenewerTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly List<IReadOnlyList<Guid>> _requests = [];
    private readonly HashSet<Guid> _lost = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly LockRenewer _renewer;
    private readonly Task _running;

    public LockRenewerTests()
    {
        _renewer = new LockRenewer("q", RenewAsync, TimeSpan.FromMinutes(3), _time, NullLogger.Instance);
        _running = _renewer.RunAsync(_stop.Token);
    }

    [Fact]
    public async Task Locks_that_are_due_together_are_renewed_in_one_request()
    {
        for (byte i = 1; i <= 5; i++)
            Hold(i);

        await AdvanceAsync(TimeSpan.FromSeconds(51), () => _requests.Count == 1);

        Assert.Equal(5, _requests[0].Count);
    }

    [Fact]
    public async Task A_short_lock_wakes_the_renewer_before_a_longer_one()
    {
        Hold(1);
        Hold(2, TimeSpan.FromSeconds(4));

        await AdvanceAsync(TimeSpan.FromSeconds(2.5), () => _requests.Count == 1);

        Assert.Equal(Token(2), Assert.Single(_requests[0]));
    }

    [Fact]
    public async Task One_lost_lock_does_not_take_the_others_along()
    {
        var (kept, lost) = (Hold(1), Hold(2));
        _lost.Add(Token(2));

        await AdvanceAsync(TimeSpan.FromSeconds(51), () => lost.IsLost);

        Assert.True(lost.Token.IsCancellationRequested);
        Assert.False(kept.IsLost);
        Assert.True(kept.Message.LockedUntil > Now.AddMinutes(1));
    }

    [Fact]
    public async Task A_message_that_was_let_go_is_not_renewed_nor_lost()
    {
        var (settled, other) = (Hold(1), Hold(2));
        _renewer.LetGo(settled);
        _lost.Add(Token(1));

        await AdvanceAsync(TimeSpan.FromSeconds(51), () => _requests.Count == 1);

        Assert.Equal(Token(2), Assert.Single(_requests[0]));
        Assert.False(settled.IsLost);
        Assert.False(other.IsLost);
    }

    [Fact]
    public async Task After_the_longest_renewal_a_lock_is_left_to_run_out()
    {
        Hold(1);
        await AdvanceAsync(TimeSpan.FromSeconds(10), () => _requests.Count == 3);
        var before = _requests.Count;

        for (var i = 0; i < 30; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(5);
        }

        Assert.InRange(_requests.Count, before, before + 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static Guid Token(byte number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private HeldLock Hold(byte number, TimeSpan? duration = null) => _renewer.Hold(
        new ReceivedMessage { Body = default, MessageId = "m", LockToken = Token(number), LockedUntil = _time.GetUtcNow() + (duration ?? TimeSpan.FromMinutes(1)) },
        CancellationToken.None);

    private Task<IReadOnlyList<DateTimeOffset>> RenewAsync(IReadOnlyList<Guid> tokens, CancellationToken cancellationToken)
    {
        if (tokens.Any(_lost.Contains))
            throw ServiceBusFailure.Create(ServiceBusFailureReason.LockLost, "q");
        lock (_requests)
            _requests.Add(tokens);
        return Task.FromResult<IReadOnlyList<DateTimeOffset>>([.. tokens.Select(_ => _time.GetUtcNow().AddMinutes(1))]);
    }

    private Task AdvanceAsync(TimeSpan step, Func<bool> condition) => Some.EventuallyAsync(async () =>
    {
        await Task.Delay(20);
        if (condition())
            return true;
        _time.Advance(step);
        return false;
    });
}
