namespace MedRecCloud.InferenceWorker;

/// <summary>What became of a shard.</summary>
/// <param name="Word">stored, already-stored, paused, cancelled, given-up, gone or not-ready.</param>
/// <param name="Encounters">Lines that were made.</param>
internal sealed record ShardResult(string Word, int Encounters)
{
    public const string Gone = "gone", NotReady = "not-ready";
}
