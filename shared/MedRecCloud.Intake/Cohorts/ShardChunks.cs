namespace MedRecCloud.Intake.Cohorts;

/// <summary>Puts patients into shards: whole ones, as many as the shard's size in encounters and in bytes allows. The same patients give the same shards.</summary>
internal static class ShardChunks
{
    /// <summary>A shard lies in memory as a whole, in planner and worker.</summary>
    private const long MostBytes = 32L << 20;

    /// <param name="encounters">At most so many in a shard, unless one patient alone has more.</param>
    public static IEnumerable<IReadOnlyList<PendingPatient>> Of(IEnumerable<PendingPatient> patients, int encounters)
    {
        var chunk = new List<PendingPatient>();
        var (count, bytes) = (0, 0L);
        foreach (var patient in patients)
        {
            if (chunk.Count > 0 && (count + patient.Encounters > encounters || bytes + patient.Bytes > MostBytes))
            {
                yield return chunk;
                (chunk, count, bytes) = ([], 0, 0);
            }

            chunk.Add(patient);
            (count, bytes) = (count + patient.Encounters, bytes + patient.Bytes);
        }

        if (chunk.Count > 0) yield return chunk;
    }
}
