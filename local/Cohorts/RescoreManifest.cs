using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Local.Processes;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Local.Cohorts;

/// <summary>The manifest of a cohort from the command line.</summary>
internal static class RescoreManifest
{
    /// <param name="model">NAME or NAME@VERSION; null: the model that answers live requests.</param>
    public static byte[] Write(string source, string? model, string? against)
    {
        var folder = Path.GetFullPath(source);
        if (!Directory.Exists(folder)) throw new CommandException($"There is no folder '{source}'. Name one with FHIR *.ndjson or *.ndjson.gz files.");
        var parts = model?.Split('@', 2) ?? [];
        return JsonSerializer.SerializeToUtf8Bytes(
            new CohortManifest
            {
                Source = new CohortSource { Folder = folder, Encounters = ImmutableArray<string>.Empty },
                Model = parts.ElementAtOrDefault(0),
                Version = parts.ElementAtOrDefault(1),
                Against = against,
            },
            ClinicalJson.Options);
    }

    /// <summary>An id of its own for every manifest: the same command again comes back to the same cohort.</summary>
    public static string IdOf(string source, byte[] manifest)
    {
        var name = new StringBuilder();
        foreach (var letter in Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))).ToLowerInvariant().Take(40)) name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        return $"{name.ToString().Trim('-')}-{Convert.ToHexStringLower(SHA256.HashData(manifest).AsSpan(0, 4))}".TrimStart('-');
    }
}
