using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;

namespace MedRecCloud.Fhir.Exports;

/// <summary>The files of a data folder: sorted by name, gzipped or not.</summary>
public static class ExportFiles
{
    // Synthea's NDJSON shrinks 8 to 15 times; a guess too high only makes more, smaller parts.
    private const int UsualCompression = 12;

    /// <summary>Files of the folder (not of its subfolders) with one of the endings, with or without <c>.gz</c>, in ordinal order.</summary>
    public static IReadOnlyList<FileInfo> In(string folder, params string[] endings) =>
        [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => endings.Any(ending => Plain(file.Name).EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>The name without <c>.gz</c>.</summary>
    public static string Plain(string name) => IsCompressed(name) ? name[..^3] : name;

    /// <summary>About the bytes they have uncompressed.</summary>
    public static long ExpectedBytes(IEnumerable<FileInfo> files) => files.Sum(file => IsCompressed(file.Name) ? file.Length * UsualCompression : file.Length);

    /// <summary>The file's content, uncompressed.</summary>
    /// <exception cref="ExportException">A gzip file is empty; while reading: it is damaged or cut off.</exception>
    public static Stream Open(FileInfo file)
    {
        if (IsCompressed(file.Name) && file.Length == 0)
            throw new ExportException($"{file.Name} is empty, not even a gzip header is there. Copy it again and compare its checksum, or leave it out.");
        var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return IsCompressed(file.Name) ? new ZippedFile(new GZipStream(stream, CompressionMode.Decompress), file.Name) : stream;
    }

    /// <summary>SHA-256 (lower-case hex) by file name, of the files as they lie.</summary>
    public static async Task<ImmutableSortedDictionary<string, string>> ChecksumsAsync(IEnumerable<FileInfo> files, CancellationToken cancellationToken)
    {
        var checksums = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            await using var stream = file.OpenRead();
            checksums[file.Name] = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }
        return checksums.ToImmutable();
    }

    private static bool IsCompressed(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
