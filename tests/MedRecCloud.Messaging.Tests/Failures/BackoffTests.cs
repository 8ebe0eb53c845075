using CsCheck;

namespace MedRecCloud.Messaging.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Delays_double_up_to_the_longest_and_keep_at_least_half() =>
        Gen.Select(Gen.Int, Gen.Int[0, 100]).Sample((seed, retry) =>
        {
            var delay = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), new Random(seed)).Delay(retry);
            var full = Math.Min(5_000, 100 * Math.Pow(2, Math.Min(retry, 30)));

            Assert.InRange(delay.TotalMilliseconds, full / 2, full);
        });

    [Fact]
    public void The_same_seed_gives_the_same_delays_and_another_seed_others()
    {
        double[] Delays(int seed)
        {
            var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), new Random(seed));
            return [.. Enumerable.Range(0, 8).Select(retry => backoff.Delay(retry).TotalMilliseconds)];
        }

        Assert.Equal(Delays(1), Delays(1));
        Assert.NotEqual(Delays(1), Delays(2));
    }
}
