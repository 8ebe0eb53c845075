using BenchmarkDotNet.Attributes;
using MedRecCloud.Messaging;

namespace MedRecCloud.Benchmarks;

/// <summary>What the client itself spends per message of 1 KB, without a network.</summary>
[MemoryDiagnoser]
public class MessageEncodingBenchmarks
{
    private readonly OutgoingMessage _message = new(new byte[1024])
    {
        MessageId = "3f0b6c0e-0001",
        ContentType = "application/json",
        ApplicationProperties = new Dictionary<string, object> { ["encounter"] = "Encounter/1", ["version"] = 2 },
    };

    private byte[] _encoded = [];

    [GlobalSetup]
    public void Encode()
    {
        var buffer = MessageEncoder.Encode(_message, "id", null).Encode();
        _encoded = buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    /// <summary>One message to bytes.</summary>
    [Benchmark(Baseline = true)]
    public int EncodeOne() => MessageEncoder.Encode(_message, "id", null).Encode().Length;

    /// <summary>Bytes to one message.</summary>
    [Benchmark]
    public int DecodeOne() => MessageDecoder.Decode(_encoded, Guid.Empty).Body.Length;

    /// <summary>A list of 100 to one transfer.</summary>
    [Benchmark(OperationsPerInvoke = 100)]
    public int EncodeBatch()
    {
        var messages = Enumerable.Repeat(_message, 100).ToArray();
        return MessageEncoder.EncodeBatch(messages.Select(message => MessageEncoder.Encode(message, "id", null).Encode()), messages).Encode().Length;
    }
}
