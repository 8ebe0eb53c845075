namespace MedRecCloud.Benchmarks;

/// <summary>
/// Durable sends and confirmed receives through the embedded broker, beside a plain AMQP broker, turn by turn so that both have the same machine:
/// 1 KB bodies, 200 sends and 500 receives in flight.
/// </summary>
internal sealed class MessagingSuite : IRatioSuite
{
    private const int Rounds = 3;
    private const int Count = 20_000;
    private const int JavaScriptCount = 10_000;

    public string Name => "messaging";

    public async Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        if (!RabbitMq.IsInstalled)
        {
            await Console.Error.WriteLineAsync(RabbitMq.Missing);
            return [];
        }

        await using var broker = await BrokerProcess.StartAsync(cancellationToken);
        await using var rabbit = await RabbitMq.StartAsync(cancellationToken);
        var ratios = new List<Ratio>();
        await using (var ours = new ServiceBusLoad(broker.ConnectionString))
        await using (var plain = new PlainAmqpLoad(rabbit.Address))
        {
            ratios.AddRange(await CompareAsync("messaging", "embedded broker", ours, broker.ProcessId, "RabbitMQ", plain, rabbit.ProcessId, Count, cancellationToken));
        }

        if (!await JavaScriptLoad.InstallAsync(cancellationToken))
        {
            await Console.Error.WriteLineAsync(JavaScriptLoad.Missing);
            return ratios;
        }

        // The same client on both brokers compares the brokers; the official client does more per message than rhea beneath it, which RabbitMQ's side is spared.
        await using (var rhea = JavaScriptLoad.Start("rhea.mjs", broker.RheaArguments))
        await using (var plain = JavaScriptLoad.Start("rhea.mjs", rabbit.RheaArguments))
        {
            ratios.AddRange(await CompareAsync(
                "messaging.rhea", "embedded broker, rhea", rhea, broker.ProcessId, "RabbitMQ, rhea", plain, rabbit.ProcessId, JavaScriptCount, cancellationToken));
        }

        await using (var official = JavaScriptLoad.Start("service-bus.mjs", [broker.ConnectionString, BrokerHost.Queue]))
        await using (var plain = JavaScriptLoad.Start("rhea.mjs", rabbit.RheaArguments))
        {
            ratios.AddRange(await CompareAsync(
                "messaging.javascript", "embedded broker, official client", official, broker.ProcessId, "RabbitMQ, rhea", plain, rabbit.ProcessId, JavaScriptCount, cancellationToken));
        }

        return ratios;
    }

    private static async Task<IReadOnlyList<Ratio>> CompareAsync(
        string name,
        string first,
        IMessageLoad firstLoad,
        int firstProcess,
        string second,
        IMessageLoad secondLoad,
        int secondProcess,
        int count,
        CancellationToken cancellationToken)
    {
        var (one, other) = (new LoadMeasurement(firstLoad, firstProcess, count), new LoadMeasurement(secondLoad, secondProcess, count));
        await one.WarmUpAsync(cancellationToken);
        await other.WarmUpAsync(cancellationToken);
        for (var round = 1; round <= Rounds; round++)
        {
            await one.RoundAsync(cancellationToken);
            await other.RoundAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"  {name}, round {round} of {Rounds}");
        }

        return
        [
            Ratio.Of(name + ".send", 1, $"{first}, messages/s", one.SendRate, $"{second}, messages/s", other.SendRate) with
            {
                Costs = Costs((one.SendCpuMicroseconds, one.SendClientCpuMicroseconds), (other.SendCpuMicroseconds, other.SendClientCpuMicroseconds), one, other),
            },
            Ratio.Of(name + ".receive", 1, $"{first}, messages/s", one.ReceiveRate, $"{second}, messages/s", other.ReceiveRate) with
            {
                Costs = Costs((one.ReceiveCpuMicroseconds, one.ReceiveClientCpuMicroseconds), (other.ReceiveCpuMicroseconds, other.ReceiveClientCpuMicroseconds), one, other),
            },
        ];
    }

    private static Dictionary<string, double> Costs((double Broker, double Client) oneCpu, (double Broker, double Client) otherCpu, LoadMeasurement one, LoadMeasurement other) => new()
    {
        ["numeratorBrokerCpuMicrosecondsPerMessage"] = oneCpu.Broker,
        ["denominatorBrokerCpuMicrosecondsPerMessage"] = otherCpu.Broker,
        ["numeratorClientCpuMicrosecondsPerMessage"] = oneCpu.Client,
        ["denominatorClientCpuMicrosecondsPerMessage"] = otherCpu.Client,
        ["numeratorBrokerPeakMemoryMegabytes"] = one.PeakMemoryMegabytes,
        ["denominatorBrokerPeakMemoryMegabytes"] = other.PeakMemoryMegabytes,
    };
}
