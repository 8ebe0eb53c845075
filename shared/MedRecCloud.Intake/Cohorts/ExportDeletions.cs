using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>The <c>deleted</c> files of an export: transaction Bundles with DELETE entries (Bulk Data Access, "Complete Status").</summary>
internal static class ExportDeletions
{
    /// <param name="deleted">Called with the literal reference of each deleted resource.</param>
    public static void Read(IEnumerable<ReadOnlyMemory<byte>> lines, Action<string> deleted)
    {
        foreach (var line in lines)
        {
            try
            {
                using var bundle = JsonDocument.Parse(line);
                if (!bundle.RootElement.TryGetProperty("entry", out var entries)) continue;
                foreach (var entry in entries.EnumerateArray())
                {
                    if (entry.TryGetProperty("request", out var request) && request.TryGetProperty("method", out var method) && method.GetString() == "DELETE"
                        && request.TryGetProperty("url", out var url) && ResourceKey.TryParse(url.GetString()) is { } key) deleted(key.Unversioned);
                }
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                // A line that is no Bundle deletes nothing.
            }
        }
    }
}
