namespace MedRecCloud.Storage.Cohorts;

/// <summary>Names of the counts beside a part; see <see cref="CohortFile.Figures"/>.</summary>
public static class CohortFigures
{
    public const string Proposed = "proposed", Abstained = "abstained", Failed = "failed";

    /// <summary>Failures of earlier parts that this one replaces: in a shard of encounters driven again, all of its lines.</summary>
    public const string Replaced = "replaced";

    /// <summary>How many drugs the manifest names that no model of it knows.</summary>
    public const string Unknown = "unknown";

    /// <summary>The first of them, percent-encoded, with commas between.</summary>
    public const string UnknownDrugs = "unknowndrugs";
}
