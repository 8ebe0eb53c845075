using MedRecCloud.Messaging;

namespace MedRecCloud.InferenceWorker;

/// <summary>The one place where a failure becomes a message's fate.</summary>
internal sealed class WorkerSettlementPolicy : ISettlementPolicy
{
    public Settlement For(Exception error) => error switch
    {
        OperationCanceledException => new Settlement.Abandon("Stopping"),
        InvalidDataException => new Settlement.DeadLetter("InvalidRequest", "The stored request is not of this version: send the event again."),
        PromptTooLongException => new Settlement.DeadLetter("PromptTooLong", "The prompt does not fit the model even without history, and no fallback model is configured."),
        MemoryExhaustedException => new Settlement.Abandon("OutOfMemory"),
        TimeoutException => new Settlement.Abandon("Timeout"),
        _ => new Settlement.Abandon(error.GetType().Name),
    };
}
