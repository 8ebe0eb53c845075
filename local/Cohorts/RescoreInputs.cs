using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Cohorts;

/// <summary>
/// What a manifest names and does not hold: the files of the export, the model packages, the FHIR server. A model that was trained anew, or an export that was written
/// again, at the same place is another cohort.
/// </summary>
internal static class RescoreInputs
{
    /// <param name="export">The folder; null where there is none.</param>
    /// <returns>Equal for equal inputs; files of an export are told apart by name, length and time.</returns>
    public static byte[] Of(string? export, StackAddresses stack)
    {
        var words = new StringBuilder();
        if (export is not null && Directory.Exists(export))
            foreach (var file in ExportFiles.In(export, ".ndjson")) words.Append(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
        else words.Append(CultureInfo.InvariantCulture, $"{stack.FhirSource}\n");

        if (stack.Models is { } models && Directory.Exists(models))
        {
            // The manifest of a package holds the hash of its every file.
            foreach (var manifest in Directory.EnumerateFiles(models, "manifest.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                words.Append(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(models, manifest)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(manifest)))}\n");
        }

        return Encoding.UTF8.GetBytes(words.ToString());
    }
}
