using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Cohorts;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Local.Tests.Cohorts;

public sealed class CohortWatchTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_planner_that_fails_is_tried_less_and_less_often_and_holds_up_no_other_cohort()
    {
        var planner = new ThreeCohorts();
        using var stop = new CancellationTokenSource();
        var watching = new CohortWatch(planner, planner, [], _time, NullLogger.Instance).RunAsync(stop.Token);
        for (var second = 0; second < 600; second++)
        {
            // The watch is back at its clock before it moves on.
            for (var look = planner.Looks; planner.Looks == look;)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(1);
            }
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        // After 2, 4, 8, 16 and 32 seconds, then every minute.
        Assert.InRange(planner.Planned("fails"), 8, 20);
        Assert.InRange(planner.Planned("broken"), 0, 0);
        Assert.Equal(1, planner.Planned("whole"));
    }

    /// <summary>One whose planner fails, one whose files are broken, and one that is whole.</summary>
    private sealed class ThreeCohorts : ICohortPlanner, ICohortFiles
    {
        private readonly Dictionary<string, int> _planned = [];

        public int Looks { get; private set; }

        public int Planned(string id)
        {
            lock (_planned) return _planned.GetValueOrDefault(id);
        }

        public Task PlanAsync(string id, CancellationToken cancellationToken)
        {
            lock (_planned) _planned[id] = _planned.GetValueOrDefault(id) + 1;
            return id == "fails" ? Task.FromException(new IOException()) : Task.CompletedTask;
        }

        public Task<bool> IsNeededAsync(string id, CancellationToken cancellationToken) =>
            id == "broken" ? Task.FromException<bool>(new InvalidDataException()) : Task.FromResult(id == "fails" || Planned(id) == 0);

        public async IAsyncEnumerable<string> ListCohortsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var id in (string[])["broken", "fails", "whole"]) yield return id;
            Looks++;
        }

        public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Stream Open(string name) => throw new NotSupportedException();

        public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string>? figures, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task UpdateAsync(string name, Func<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> change, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task StoreAsync(string name, Stream content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RemoveAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<CohortFile> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
