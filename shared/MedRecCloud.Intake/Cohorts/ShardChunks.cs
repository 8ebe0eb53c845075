namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// Puts patients into shards: whole ones, as many as the shard's size in encounters and in bytes allows. Shards grow from small ones to that size, so that none is more than
/// a small share of its cohort: else the last shard would keep one worker busy while the others have nothing left. The same patients give the same shards.
/// </summary>
internal static class ShardChunks
{
    /// <summary>
    /// Number of the rule by which a source becomes shards: the order of its patients and encounters, and where one shard ends. To be raised with every change of either:
    /// a cohort half planned by another rule would lose encounters or have some twice.
    /// </summary>
    public const int Rule = 2;

    /// <summary>A shard lies in memory as a whole, in planner and worker.</summary>
    private const long MostBytes = 32L << 20;

    /// <summary>Encounters of the first shards. Fewer would cost more in requests than they bring.</summary>
    private const int Fewest = 20;

    /// <summary>A shard holds a sixteenth of the encounters before it.</summary>
    private const int Share = 16;

    /// <param name="encounters">At most so many in a shard, unless one patient alone has more.</param>
    public static IEnumerable<IReadOnlyList<PendingPatient>> Growing(IEnumerable<PendingPatient> patients, int encounters) =>
        Of(patients, before => Math.Min(Math.Max(before / Share, Fewest), encounters));

    /// <inheritdoc cref="Growing"/>
    public static IEnumerable<IReadOnlyList<PendingPatient>> Of(IEnumerable<PendingPatient> patients, int encounters) => Of(patients, _ => encounters);

    private static IEnumerable<IReadOnlyList<PendingPatient>> Of(IEnumerable<PendingPatient> patients, Func<int, int> size)
    {
        var chunk = new List<PendingPatient>();
        var (before, count, bytes) = (0, 0, 0L);
        foreach (var patient in patients)
        {
            if (chunk.Count > 0 && (count + patient.Encounters > size(before) || bytes + patient.Bytes > MostBytes))
            {
                yield return chunk;
                (chunk, before, count, bytes) = ([], before + count, 0, 0);
            }

            chunk.Add(patient);
            (count, bytes) = (count + patient.Encounters, bytes + patient.Bytes);
        }

        if (chunk.Count > 0) yield return chunk;
    }
}
