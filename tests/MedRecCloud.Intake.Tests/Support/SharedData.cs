using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MedRecCloud.Intake.Tests.Support;

/// <summary>Third-party data beside the checkout (or where MEDREC_SHARED says); tests that need it are skipped where it is absent.</summary>
internal static class SharedData
{
    public static string Require(string path, [CallerFilePath] string thisFile = "")
    {
        var root = Environment.GetEnvironmentVariable("MEDREC_SHARED") ?? Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../../shared");
        var full = Path.GetFullPath(Path.Combine(root, "data", path));
        Skip.IfNot(File.Exists(full) || Directory.Exists(full), $"The shared data ({path}) is not beside the checkout.");
        return full;
    }

    public static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Require(path)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) if (line.Length > 0) yield return line;
    }

    public static List<string> Ids(string path) => [.. Lines(path).Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("id").GetString()!;
    })];

    public static byte[] Read(string path)
    {
        var file = Require(path);
        if (!file.EndsWith(".gz", StringComparison.Ordinal)) return File.ReadAllBytes(file);
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        return memory.ToArray();
    }
}
