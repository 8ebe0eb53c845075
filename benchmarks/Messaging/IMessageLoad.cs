namespace MedRecCloud.Benchmarks;

/// <summary>One client on one broker: sends, or receives and settles, so many durable messages of 1 KB.</summary>
internal interface IMessageLoad : IAsyncDisposable
{
    /// <summary>What the client's process has used of the processor so far.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>200 sends in flight; done when the broker has accepted all.</summary>
    Task SendAsync(int count, CancellationToken cancellationToken);

    /// <summary>500 messages in flight; done when all are settled.</summary>
    Task ReceiveAsync(int count, CancellationToken cancellationToken);
}
