using System.Globalization;
using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>Body of a message on <c>cohort-requests</c>: a shard whose results are asked for. No PHI.</summary>
/// <param name="Cohort">The cohort's id.</param>
/// <param name="Shard">From 1.</param>
/// <param name="Redrive">Its encounters failed in an earlier shard; these results replace those.</param>
public sealed record CohortShardMessage(string Cohort, int Shard, bool Redrive = false)
{
    /// <summary>Equal for equal shards of equal attempts, so that duplicate detection drops what a dying planner sends twice.</summary>
    /// <param name="attempt">Grows with each time that missing shards are asked for again.</param>
    public string MessageId(int attempt) => string.Create(CultureInfo.InvariantCulture, $"{Cohort}.{Shard}.{attempt}");

    public byte[] ToBody() => JsonSerializer.SerializeToUtf8Bytes(this, ClinicalJson.Options);

    /// <summary>Null when the body is no such message.</summary>
    public static CohortShardMessage? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<CohortShardMessage>(body, ClinicalJson.Options) is { Cohort.Length: > 0, Shard: > 0 } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
