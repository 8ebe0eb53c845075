using MedRecCloud.Local.Cohorts;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Local.Tests.Cohorts;

public sealed class RescoreRateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Parts_that_come_minutes_apart_have_a_rate_all_the_time()
    {
        var rate = new RescoreRate(_time);
        for (var second = 0; second < 1200; second++)
        {
            // 60 every two minutes: 0.5 a second.
            Assert.InRange(rate.Next(second / 120 * 60, 0.4), 0.25, 0.75);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void What_was_fast_before_is_forgotten()
    {
        var rate = new RescoreRate(_time);
        for (var second = 0; second < 20; second++) Step(second * 100);
        for (var second = 0; second < 60; second++) Step(2000 + second);
        Assert.InRange(rate.Next(2060, 0), 0.9, 1.1);

        void Step(int done)
        {
            rate.Next(done, 0);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Failures_that_are_driven_again_do_not_count_backwards()
    {
        var rate = new RescoreRate(_time);
        rate.Next(100, 0);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(7, rate.Next(60, 7));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, rate.Next(70, 7));
    }
}
