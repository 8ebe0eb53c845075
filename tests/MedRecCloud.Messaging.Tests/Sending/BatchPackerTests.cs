using CsCheck;

namespace MedRecCloud.Messaging.Tests;

public sealed class BatchPackerTests
{
    [Fact]
    public void Every_message_is_in_exactly_one_transfer_in_order_and_no_transfer_is_too_large()
    {
        var sizes = Gen.Int[1, 3_000].Array[0, 200];
        Gen.Select(sizes, Gen.Int[3_000, 20_000]).Sample((all, largest) =>
        {
            var ranges = BatchPacker.Pack(all, largest)!;

            Assert.Equal(Enumerable.Range(0, all.Length), ranges.SelectMany(range => Enumerable.Range(0, all.Length).Take(range)));
            Assert.All(ranges, range => Assert.True(
                all.Take(range).Count() == 1 || all.Take(range).Sum(size => size + 8) <= largest));
        });
    }

    [Fact]
    public void As_few_transfers_as_possible_are_used()
    {
        var ranges = BatchPacker.Pack(Enumerable.Repeat(1_000, 1_000).ToArray(), 256 * 1024)!;

        Assert.Equal(4, ranges.Count);
    }

    [Fact]
    public void A_message_that_alone_is_too_large_cannot_be_packed() => Assert.Null(BatchPacker.Pack([10, 5_001, 10], 5_000));

    [Fact]
    public void Nothing_needs_no_transfer() => Assert.Empty(BatchPacker.Pack([], 5_000)!);
}
