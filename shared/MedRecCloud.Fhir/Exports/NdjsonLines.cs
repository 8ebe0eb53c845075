using System.Buffers;

namespace MedRecCloud.Fhir.Exports;

/// <summary>Reads NDJSON line by line as UTF-8 bytes. A buffer grows to the longest line, never to the file.</summary>
public static class NdjsonLines
{
    /// <summary>Longest line accepted: a resource with a large attachment. A longer one means that the file is not NDJSON.</summary>
    public const int LongestLine = 256 << 20;

    /// <summary>The lines without their ends; empty ones are skipped. A line is valid until the next one is asked for.</summary>
    /// <exception cref="ExportException">A line is longer than <see cref="LongestLine"/>, or the file is damaged.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(Stream stream, string name)
    {
        var buffer = new byte[1 << 18];
        var (start, end, atEnd) = (0, 0, false);
        while (true)
        {
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (newline >= 0 || atEnd)
            {
                ReadOnlyMemory<byte> line = buffer.AsMemory(start, newline >= 0 ? newline : end - start);
                start += newline >= 0 ? newline + 1 : line.Length;
                line = Trim(line);
                if (!line.IsEmpty)
                    yield return line;
                if (newline < 0)
                    yield break;
                continue;
            }
            Array.Copy(buffer, start, buffer, 0, end - start);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
                buffer = Grow(buffer, name);
            var read = Fill(stream, buffer.AsSpan(end), name);
            (end, atEnd) = (end + read, read == 0);
        }
    }

    private static byte[] Grow(byte[] buffer, string name)
    {
        if (buffer.Length >= LongestLine)
            throw new ExportException($"{name} has a line of more than {LongestLine >> 20} MiB; it is not NDJSON (one resource a line).");
        Array.Resize(ref buffer, buffer.Length * 2);
        return buffer;
    }

    private static int Fill(Stream stream, Span<byte> target, string name)
    {
        try
        {
            return stream.Read(target);
        }
        catch (InvalidDataException error)
        {
            throw ZippedFile.Damaged(name, error);
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        // A byte order mark at the start of a file, and the carriage return of Windows line ends.
        if (line.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            line = line[3..];
        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }
}
