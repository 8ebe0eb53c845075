namespace MedRecCloud.InferenceWorker;

/// <summary>A prompt does not fit a model's context, even if history could still be cut.</summary>
internal sealed class PromptTooLongException(int tokens, int limit) : Exception($"The prompt has {tokens} tokens; the model reads {limit}.")
{
    public int Tokens { get; } = tokens;

    /// <summary>Tokens left for the prefix.</summary>
    public int Limit { get; } = limit;
}
