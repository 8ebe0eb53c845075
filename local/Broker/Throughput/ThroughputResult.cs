namespace MedRecCloud.Local.Broker.Throughput;

/// <param name="Refused">Messages that the broker did not take.</param>
internal sealed record ThroughputResult(int Count, int Refused, TimeSpan Elapsed)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;
}
