using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Bulk;

/// <summary>Reads the manifest of an export, or one page of it.</summary>
internal static class ManifestReader
{
    /// <param name="next">URL of the next page; null on the last.</param>
    /// <returns>Null when it is no manifest.</returns>
    public static ImmutableArray<BulkFile>? Read(JsonElement manifest, Uri at, out Uri? next)
    {
        next = null;
        if (manifest.Child("output") is not { ValueKind: JsonValueKind.Array }) return null;
        // The specification demands the member; a server that leaves it out is taken to want its token.
        var requiresToken = manifest.Child("requiresAccessToken") is not { ValueKind: JsonValueKind.False };
        var files = ImmutableArray.CreateBuilder<BulkFile>();
        foreach (var kind in (string[])[BulkFile.Output, BulkFile.Deleted, BulkFile.Error])
        {
            foreach (var file in manifest.Items(kind))
            {
                if (file.Text("url") is not { } url || !Uri.TryCreate(at, url, out var target)) return null;
                long? count = file.Child("count") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;
                files.Add(new BulkFile(kind, file.Text("type") ?? "", target, count, requiresToken));
            }
        }

        foreach (var link in manifest.Items("link"))
            if (link.Text("relation") == "next" && Uri.TryCreate(at, link.Text("url"), out var page)) next = page;
        return files.ToImmutable();
    }
}
