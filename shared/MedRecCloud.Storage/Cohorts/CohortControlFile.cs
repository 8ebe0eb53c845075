namespace MedRecCloud.Storage.Cohorts;

/// <summary><c>control.json</c>: what people want of a cohort. Without the file it runs.</summary>
/// <param name="State">running, paused or cancelled.</param>
/// <param name="Attempt">Grows each time that missing shards are sent again.</param>
public sealed record CohortControlFile(string State, int Attempt)
{
    public const string Running = "running", Paused = "paused", Cancelled = "cancelled";

    public static CohortControlFile None { get; } = new(Running, 0);
}
