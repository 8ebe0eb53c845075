using System.IO.Compression;
using System.Text.Json;

namespace MedRecCloud.EndToEnd.Tests;

/// <summary>The synthetic export beside the checkout, where there is one.</summary>
internal static class SharedData
{
    public static string? Synthea { get; } = Find("data/synthea");

    public static IEnumerable<string> EncounterIds(string folder)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, "Encounter.ndjson.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!;
    }

    private static string? Find(string name)
    {
        var named = Environment.GetEnvironmentVariable("MEDREC_SHARED");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MedRecCloud.sln"))) named ??= Path.Combine(folder.FullName, "..", "shared");
        return named is not null && Directory.Exists(Path.Combine(named, name)) ? Path.GetFullPath(Path.Combine(named, name)) : null;
    }
}
