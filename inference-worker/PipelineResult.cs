namespace MedRecCloud.InferenceWorker;

/// <summary>What the pipeline did with a claim check.</summary>
internal abstract record PipelineResult
{
    private PipelineResult()
    {
    }

    /// <summary>A result is stored.</summary>
    /// <param name="Outcome">proposed or abstained.</param>
    public sealed record Stored(string Outcome) : PipelineResult;

    /// <summary>Nothing was to do.</summary>
    /// <param name="Reason">newer-request, newer-outcome or already-stored.</param>
    public sealed record Skipped(string Reason) : PipelineResult;

    /// <summary>The request's blob is gone and no newer request explains why.</summary>
    public sealed record RequestGone : PipelineResult;
}
