using Microsoft.Extensions.Logging;

namespace MedRecCloud.InferenceWorker;

/// <summary>Warms a LAMO engine up and finds the pack size that is fastest on the device at hand, by measurement.</summary>
internal static class PackSizeChoice
{
    private const int Rounds = 2;

    private static readonly int[] s_cpu = [6, 8, 10, 12], s_gpu = [25, 50, 100, 200];

    /// <param name="prompt">Any prompt, of usual length.</param>
    public static void Measure(LamoEngine engine, IPreparedPrompt prompt, OnnxDevice device, TimeProvider time, ILogger logger)
    {
        var best = (Size: engine.PackSize, Time: TimeSpan.MaxValue);
        // Interleaved, and the fastest round counts: another process's burst then hits no size alone.
        for (var round = 0; round < Rounds; round++)
        foreach (var size in device == OnnxDevice.Cpu ? s_cpu : s_gpu)
        {
            engine.UsePacksOf(size);
            var started = time.GetTimestamp();
            engine.ScoreAlone([prompt]);
            var elapsed = time.GetElapsedTime(started);
            if (elapsed < best.Time) best = (size, elapsed);
        }

        engine.UsePacksOf(best.Size);
        Log.PackSizeChosen(logger, engine.Version.ToString(), best.Size, best.Time.TotalMilliseconds);
    }
}
