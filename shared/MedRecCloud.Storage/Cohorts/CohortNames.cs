using System.Globalization;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>Names of a cohort's files in the container <see cref="ContainerNames.Cohorts"/>.</summary>
public static class CohortNames
{
    /// <summary>What a cohort's listing ends with when a manifest is looked for.</summary>
    public const string ManifestFile = "/manifest.json";

    private const int LongestId = 200;

    /// <summary>True for what can be a cohort's id: one segment of a blob's name.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } and not ("." or "..") && !id.Any(letter => letter is '/' or '\\' || char.IsControl(letter));

    public static string Manifest(string id) => id + ManifestFile;

    /// <summary>How far the planner is.</summary>
    public static string Plan(string id) => $"{id}/plan.json";

    /// <summary>Paused or cancelled.</summary>
    public static string Control(string id) => $"{id}/control.json";

    /// <summary>See <see cref="CohortModelsFile"/>.</summary>
    public static string Models(string id) => $"{id}/models.json";

    public static string Progress(string id) => $"{id}/progress.json";

    /// <summary>A shard: see <see cref="CohortShard"/>. Patient data.</summary>
    /// <param name="shard">From 1.</param>
    public static string Shard(string id, int shard) => string.Create(CultureInfo.InvariantCulture, $"{id}/requests/shard-{shard:00000}.gz");

    /// <summary>A shard's results. Patient data.</summary>
    public static string Part(string id, int shard) => string.Create(CultureInfo.InvariantCulture, $"{Parts(id)}{shard:00000}.ndjson");

    /// <summary>The FHIR Bundles of a shard's outcomes, a line each, in the order of the part's lines. Patient data.</summary>
    public static string Proposals(string id, int shard) => string.Create(CultureInfo.InvariantCulture, $"{ProposalParts(id)}{shard:00000}.ndjson");

    /// <summary>What the names of all <see cref="Proposals"/> begin with.</summary>
    public static string ProposalParts(string id) => $"{id}/proposals/part-";

    /// <summary>How far the source's <c>$export</c> is.</summary>
    public static string Export(string id) => $"{id}/export.json";

    /// <summary>What the names of all fetched files of exports begin with. Patient data.</summary>
    public static string ExportFiles(string id) => $"{id}/export/";

    /// <inheritdoc cref="ExportFiles(string)"/>
    /// <param name="attempt">An export that expired is asked for again, and its files are others.</param>
    public static string ExportFiles(string id, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{ExportFiles(id)}{attempt}/");

    /// <summary>What the names of all parts begin with.</summary>
    public static string Parts(string id) => $"{id}/results/part-";

    /// <summary>The shard of a part's name; null when it is no part's.</summary>
    public static int? ShardOf(string part) =>
        part.LastIndexOf("/part-", StringComparison.Ordinal) is > 0 and var at && part.EndsWith(".ndjson", StringComparison.Ordinal)
        && int.TryParse(part.AsSpan(at + 6, part.Length - at - 13), NumberStyles.None, CultureInfo.InvariantCulture, out var shard) ? shard : null;

    public static string Report(string id) => $"{id}/report.json";

    /// <summary>Which encounter gained or lost which drug. Patient data.</summary>
    public static string Differences(string id) => $"{id}/differences.ndjson";

    public static string ReportPage(string id) => $"{id}/report.html";

    internal static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".json" => "application/json",
        ".html" => "text/html; charset=utf-8",
        ".ndjson" => "application/x-ndjson",
        _ => "application/gzip",
    };
}
