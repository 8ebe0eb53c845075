using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MedRecCloud.Local.Fhir;

/// <summary>
/// The lines of an export, unpacked one after the other into one file that is read at random: memory holds an index only, the operating system caches what is read often.
/// </summary>
internal sealed class ExportSpool : IDisposable
{
    private readonly SafeFileHandle _file;

    private ExportSpool(SafeFileHandle file) => _file = file;

    /// <summary>Creates the spool; the file vanishes when it is closed.</summary>
    public static ExportSpool Create(string? folder)
    {
        var path = folder is null ? Path.GetTempFileName() : Path.Combine(Directory.CreateDirectory(folder).FullName, "export.spool");
        return new(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, FileOptions.RandomAccess | FileOptions.DeleteOnClose));
    }

    /// <summary>Unpacks every file of the folder, in the order of their names, and calls back with each line.</summary>
    public void Unpack(string folder, ExportLine line, CancellationToken cancellationToken)
    {
        var offset = 0L;
        var buffer = new byte[1 << 20];
        foreach (var path in Files(folder))
        {
            using var raw = File.OpenRead(path);
            using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : (Stream)raw;
            int held = 0, number = 0;
            for (var more = true; more;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (held == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                var read = stream.Read(buffer, held, buffer.Length - held);
                more = read > 0;
                held += read;
                var end = more ? buffer.AsSpan(0, held).LastIndexOf((byte)'\n') + 1 : held;
                if (end == 0) continue;
                RandomAccess.Write(_file, buffer.AsSpan(0, end), offset);
                Lines(buffer.AsSpan(0, end), offset, Path.GetFileName(path), ref number, line);
                offset += end;
                buffer.AsSpan(end, held - end).CopyTo(buffer);
                held -= end;
            }
        }
    }

    /// <summary>Fills the span from the spool.</summary>
    public void Read(long offset, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_file, target, offset);
            if (read == 0) throw new EndOfStreamException("The unpacked export is shorter than its index.");
            offset += read;
            target = target[read..];
        }
    }

    public void Dispose() => _file.Dispose();

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder)
                .Where(path => path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ndjson.gz", StringComparison.OrdinalIgnoreCase))
                .Where(path => !Path.GetFileName(path).StartsWith("log.", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
            : throw new DirectoryNotFoundException($"There is no folder '{folder}'. Name a folder with the *.ndjson or *.ndjson.gz files of a FHIR bulk export.");

    private static void Lines(ReadOnlySpan<byte> block, long offset, string file, ref int number, ExportLine line)
    {
        for (var at = 0; at < block.Length;)
        {
            var rest = block[at..];
            var length = rest.IndexOf((byte)'\n') is >= 0 and var found ? found : rest.Length;
            number++;
            var text = rest[..length].TrimEnd((byte)'\r');
            var preamble = text.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            text = text[preamble..];
            if (!text.Trim(" \t"u8).IsEmpty)
            {
                try { line(text, offset + at + preamble); }
                catch (FhirFailure failure) { throw new InvalidDataException($"{file}, line {number}: {failure.Message}"); }
            }
            at += length + 1;
        }
    }
}
