namespace MedRecCloud.InferenceWorker;

/// <summary>Measured seconds per unit of cost of one engine, as a moving average; what estimates of waiting rest on.</summary>
internal sealed class CostRate
{
    private const double Weight = 0.2;
    private double _secondsPerUnit;

    /// <summary>Expected duration; zero as long as nothing has been measured.</summary>
    public TimeSpan Expect(long cost) => TimeSpan.FromSeconds(Volatile.Read(ref _secondsPerUnit) * cost);

    /// <summary>Learns from one batch. Concurrent writers may lose one sample, which an average survives.</summary>
    public void Learn(long cost, TimeSpan elapsed)
    {
        if (cost <= 0) return;
        var sample = elapsed.TotalSeconds / cost;
        var old = Volatile.Read(ref _secondsPerUnit);
        Volatile.Write(ref _secondsPerUnit, old == 0 ? sample : old + Weight * (sample - old));
    }
}
