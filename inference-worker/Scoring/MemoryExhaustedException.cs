namespace MedRecCloud.InferenceWorker;

/// <summary>A request would exceed the memory cap of the scorer, with the prefix cache already emptied.</summary>
internal sealed class MemoryExhaustedException(long needed, long cap)
    : Exception($"Scoring needs about {needed >> 20} MiB; {ScoringOptions.Section}:{nameof(ScoringOptions.MemoryCapMiB)} allows {cap >> 20} MiB.");
