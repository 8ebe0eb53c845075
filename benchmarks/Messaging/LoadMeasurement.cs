using System.Diagnostics;

namespace MedRecCloud.Benchmarks;

/// <summary>Rates of one client on one broker, and what the broker used for them.</summary>
internal sealed class LoadMeasurement(IMessageLoad load, int brokerProcessId, int count)
{
    private readonly List<double> _send = [];
    private readonly List<double> _receive = [];
    private TimeSpan _sendCpu;
    private TimeSpan _receiveCpu;
    private TimeSpan _sendClientCpu;
    private TimeSpan _receiveClientCpu;

    /// <summary>Messages per second, the median of the rounds.</summary>
    public double SendRate => Median(_send);

    /// <summary>Messages per second, the median of the rounds.</summary>
    public double ReceiveRate => Median(_receive);

    /// <summary>The broker's processor time per message, in microseconds.</summary>
    public double SendCpuMicroseconds => _sendCpu.TotalMicroseconds / (count * _send.Count);

    /// <summary>The broker's processor time per message, in microseconds.</summary>
    public double ReceiveCpuMicroseconds => _receiveCpu.TotalMicroseconds / (count * _receive.Count);

    /// <summary>The client's processor time per message, in microseconds: a single-threaded client is never faster than this allows.</summary>
    public double SendClientCpuMicroseconds => _sendClientCpu.TotalMicroseconds / (count * _send.Count);

    /// <summary>The client's processor time per message, in microseconds.</summary>
    public double ReceiveClientCpuMicroseconds => _receiveClientCpu.TotalMicroseconds / (count * _receive.Count);

    /// <summary>The broker's.</summary>
    public double PeakMemoryMegabytes => ProcessCosts.PeakMemory(brokerProcessId) / 1e6;

    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        await load.SendAsync(count / 4, cancellationToken);
        await load.ReceiveAsync(count / 4, cancellationToken);
    }

    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var (broker, client) = await TimeAsync(_send, () => load.SendAsync(count, cancellationToken));
        (_sendCpu, _sendClientCpu) = (_sendCpu + broker, _sendClientCpu + client);
        (broker, client) = await TimeAsync(_receive, () => load.ReceiveAsync(count, cancellationToken));
        (_receiveCpu, _receiveClientCpu) = (_receiveCpu + broker, _receiveClientCpu + client);
    }

    private async Task<(TimeSpan Broker, TimeSpan Client)> TimeAsync(List<double> rates, Func<Task> work)
    {
        var (cpu, client) = (ProcessCosts.ProcessorTime(brokerProcessId), load.ProcessorTime);
        var watch = Stopwatch.StartNew();
        await work();
        rates.Add(count / watch.Elapsed.TotalSeconds);
        return (ProcessCosts.ProcessorTime(brokerProcessId) - cpu, load.ProcessorTime - client);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
