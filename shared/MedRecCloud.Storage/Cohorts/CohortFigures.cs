namespace MedRecCloud.Storage.Cohorts;

/// <summary>Names of the counts beside a part; see <see cref="CohortFile.Figures"/>.</summary>
public static class CohortFigures
{
    public const string Proposed = "proposed", Abstained = "abstained", Failed = "failed";

    /// <summary>Failures of earlier parts that this one replaces: in a shard of encounters driven again, all of its lines.</summary>
    public const string Replaced = "replaced";
}
