using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>
/// Many requests in a row through one engine, with the cache at work: neither tensors nor the process's memory may grow. CI runs a part;
/// <c>MEDREC_SOAK_REQUESTS=20000</c> runs the whole.
/// </summary>
[Collection(nameof(FlatMemoryTests))]
[CollectionDefinition(nameof(FlatMemoryTests), DisableParallelization = true)]
public sealed class FlatMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int Quarters = 4;

    private readonly SomeModel _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Memory_is_flat_over_many_requests()
    {
        var requests = int.Parse(Environment.GetEnvironmentVariable("MEDREC_SOAK_REQUESTS") ?? "1600", CultureInfo.InvariantCulture);
        using var engine = _some.Open(_some.Write(groups: 2), new ScoringOptions { PackSize = 10, CacheShare = 0.05 });
        var (memory, tensors) = (new long[Quarters], new long[Quarters]);
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            for (var i = 0; i < requests / Quarters; i++)
            {
                // Every prompt has another length: nothing may be kept per shape. Every fourth is a repetition, for the cache.
                var seed = quarter * requests + (i % 4 == 3 ? i - 1 : i);
                engine.Score([engine.Prepare(SomeModel.Prompt(seed, 5 + seed % 50))]);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            (memory[quarter], tensors[quarter]) = (process.WorkingSet64, _some.Sessions.Ledger.Live);
        }

        output.WriteLine($"{requests} requests; after each quarter {string.Join(", ", memory.Select(bytes => bytes >> 20))} MiB and {string.Join(", ", tensors)} tensors.");
        Assert.Equal(tensors[1], tensors[3], tensors[1] * 0.5);
        Assert.True(memory[3] <= memory[1] * 1.05, $"Memory after each quarter, in MiB: {string.Join(", ", memory.Select(bytes => bytes >> 20))}.");
    }
}
