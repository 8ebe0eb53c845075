using System.Globalization;

namespace MedRecCloud.Benchmarks;

/// <summary>
/// One worker process with one core against two with a core each, over the same shards, all of them on the queue before the clock starts. Broker and blob storage are
/// pinned nowhere: beside one worker they have the other core to themselves, beside two they take their share of both. The two are measured twice, the one before
/// and once more after them, and the better time of each counts.
/// </summary>
internal sealed class WorkerScaling(string name, string model, string export, int warmUps, double goal)
{
    public async Task<Ratio> MeasureAsync(string folder, CancellationToken cancellationToken)
    {
        await using var bench = await CohortBench.StartAsync(folder, cancellationToken);
        await using var first = await StartAsync(0);
        for (var i = 0; i < warmUps; i++) await MeasureAsync(bench, $"warm-{i + 1}", [first], cancellationToken);
        var alone = await MeasureAsync(bench, "alone", [first], cancellationToken);
        Measured both;
        await using (var second = await StartAsync(1))
        {
            for (var i = 0; i < warmUps; i++) await MeasureAsync(bench, $"warm-too-{i + 1}", [first, second], cancellationToken);
            both = Better(await MeasureAsync(bench, "both-1", [first, second], cancellationToken), await MeasureAsync(bench, "both-2", [first, second], cancellationToken));
        }

        var again = await MeasureAsync(bench, "again", [first], cancellationToken);
        if (alone.Results != both.Results || again.Results != both.Results) throw new InvalidOperationException("A figure is worth nothing when results are lost.");
        var baseline = Better(alone, again);
        return Ratio.Of(
            $"cohorts.workers.{name}", goal, $"encounters per second by two workers of one core each, {name}", both.Rate, "encounters per second by one worker of one core", baseline.Rate) with
        {
            Costs = new Dictionary<string, double>
            {
                ["encounters"] = both.Results,
                ["oneSeconds"] = alone.Seconds, ["twoSeconds"] = both.Seconds, ["oneAgainSeconds"] = again.Seconds,
                ["oneWorkerMsPerEncounter"] = baseline.WorkerMs, ["twoWorkerMsPerEncounter"] = both.WorkerMs,
                ["oneOthersMsPerEncounter"] = baseline.OthersMs, ["twoOthersMsPerEncounter"] = both.OthersMs,
                ["oneCoresUsedByOtherWork"] = baseline.ElseCores, ["twoCoresUsedByOtherWork"] = both.ElseCores,
                ["peakMiB"] = first.PeakMemory / 1048576.0,
                ["loadAverage"] = double.Parse((await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ')[0], CultureInfo.InvariantCulture),
            },
        };

        static Measured Better(Measured one, Measured other) => other.Rate > one.Rate ? other : one;
        Task<PinnedWorker> StartAsync(int core) => PinnedWorker.StartAsync(core, model, bench.ServiceBus, bench.BlobStorage, Path.Combine(folder, $"worker{core}.log"), cancellationToken);
    }

    private async Task<Measured> MeasureAsync(CohortBench bench, string id, PinnedWorker[] workers, CancellationToken cancellationToken)
    {
        await bench.PlanAsync(id, export, cancellationToken);
        var (worker, others, machine, own) = (Sum(), bench.ProcessorTime, ProcessCosts.MachineTime(), ProcessCosts.ProcessorTime(Environment.ProcessId));
        var (elapsed, results) = await bench.RunAsync(id, cancellationToken);
        var (worked, served) = (Sum() - worker, bench.ProcessorTime - others);
        var rest = ProcessCosts.MachineTime() - machine - worked - served - (ProcessCosts.ProcessorTime(Environment.ProcessId) - own);
        var measured = new Measured(results, elapsed.TotalSeconds, worked.TotalMilliseconds / results, served.TotalMilliseconds / results, rest / elapsed);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"  {name}, {id}: {measured.Results} in {measured.Seconds:0.0} s, {measured.Rate:0.0}/s, {measured.WorkerMs:0.00} and {measured.OthersMs:0.00} ms, other work {measured.ElseCores:0.00} cores"));
        return measured;

        TimeSpan Sum() => workers.Aggregate(TimeSpan.Zero, (sum, one) => sum + one.ProcessorTime);
    }

    /// <param name="ElseCores">Cores that the machine used for nothing of this measurement.</param>
    private sealed record Measured(int Results, double Seconds, double WorkerMs, double OthersMs, double ElseCores)
    {
        public double Rate => Results / Seconds;
    }
}
