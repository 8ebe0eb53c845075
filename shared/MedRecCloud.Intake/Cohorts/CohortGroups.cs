using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>The subgroups a report tells apart.</summary>
internal static class CohortGroups
{
    public static string Sex(CohortResult result) => result.Sex is { Length: > 0 } sex ? sex : "unknown";

    /// <summary>In bands of wide use in pharmacoepidemiology.</summary>
    public static string Age(CohortResult result) => result.Age switch
    {
        null => "unknown",
        < 18 => "00-17",
        < 40 => "18-39",
        < 65 => "40-64",
        < 80 => "65-79",
        _ => "80+",
    };

    public static string Class(CohortResult result) => result.Class is { Length: > 0 } name ? name : "unknown";
}
