using CsCheck;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Tests.Broker.Protocol;

public class SessionWindowTests
{
    [Fact]
    public void An_unlimited_window_never_closes_however_far_behind_the_client_is() =>
        Gen.Select(Gen.UInt, Gen.UInt[0, 100_000]).Sample((nextIncomingId, onTheirWay) =>
            AmqpSession.WindowAfter(nextIncomingId, uint.MaxValue, nextIncomingId + onTheirWay) > 0);

    [Theory]
    [InlineData(10u, 100u, 10u, 100u)]
    [InlineData(10u, 100u, 60u, 50u)]
    [InlineData(10u, 100u, 110u, 0u)]
    [InlineData(10u, 100u, 120u, 0u)]
    [InlineData(uint.MaxValue - 5, 100u, 4u, 90u)]
    public void A_window_is_what_the_client_takes_less_what_is_on_its_way(uint nextIncomingId, uint incomingWindow, uint nextOutgoingId, uint expected) =>
        Assert.Equal(expected, AmqpSession.WindowAfter(nextIncomingId, incomingWindow, nextOutgoingId));
}
