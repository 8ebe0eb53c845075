using MedRecCloud.Local.Broker.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Local.Tests.Broker.Store;

public class SqliteStoreTests
{
    [Fact]
    public async Task While_the_disk_fails_senders_are_told_and_settlements_are_tried_until_they_succeed()
    {
        using var folder = new TestFolder();
        await using var store = new SqliteStore(folder.Path, NullLogger.Instance);
        store.Start();
        var failuresLeft = 3;
        var sender = new TaskCompletionSource<Exception?>();
        var settlement = new TaskCompletionSource<Exception?>();
        store.Append(new StoreChange(_ => throw new StoreException(13, "database or disk is full"), sender.SetResult));
        store.Append(new StoreChange(
            transaction =>
            {
                if (failuresLeft-- > 0) throw new StoreException(13, "database or disk is full");
                transaction.Delete(1);
            },
            settlement.SetResult) { MustSucceed = true });
        Assert.IsType<StoreException>(await sender.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Null(await settlement.Task.WaitAsync(TimeSpan.FromSeconds(20)));

        var later = new TaskCompletionSource<Exception?>();
        store.Append(new StoreChange(transaction => transaction.PutSessionState(1, "s", [1]), later.SetResult));
        Assert.Null(await later.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Changes_are_told_in_the_order_in_which_they_came()
    {
        using var folder = new TestFolder();
        await using var store = new SqliteStore(folder.Path, NullLogger.Instance);
        store.Start();
        List<int> told = [];
        var all = new TaskCompletionSource();
        for (var i = 0; i < 5000; i++)
        {
            var number = i;
            store.Append(new StoreChange(transaction => transaction.Delete(number), _ =>
            {
                told.Add(number);
                if (number == 4999) all.SetResult();
            }));
        }

        await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(0, 5000), told);
    }
}
