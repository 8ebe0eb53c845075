using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Fhir.Exports;

/// <summary>
/// Groups rows by patient on disk: each row goes to the part file that its patient's hash names, and one part at a time is read back and grouped.
/// Memory holds one part and the write buffers, whatever the size of the export.
/// </summary>
public sealed class PatientSpill : IDisposable
{
    /// <summary>Size a part should have in memory. An export's patients spread evenly over the parts, so its largest part is not much larger.</summary>
    public const long PartBytes = 64L << 20;

    private const int MostParts = 2048, BufferBytes = 1 << 14;
    private readonly string _folder;
    private readonly FileStream[] _parts;

    /// <param name="expectedBytes">Size of what will be added, uncompressed; a guess is enough.</param>
    /// <param name="scratchFolder">Where the parts go; it needs about <paramref name="expectedBytes"/> of free space.</param>
    /// <exception cref="ExportException">The folder cannot be written to.</exception>
    public PatientSpill(long expectedBytes, string scratchFolder)
    {
        _folder = scratchFolder;
        _parts = new FileStream[Math.Clamp(expectedBytes / PartBytes + 1, 1, MostParts)];
        for (var i = 0; i < _parts.Length; i++)
            _parts[i] = ScratchFile.Create(Path.Combine(_folder, $"part-{i:0000}"), BufferBytes);
    }

    public int Parts => _parts.Length;

    /// <exception cref="ExportException">The disk of the scratch folder is full.</exception>
    public void Add(string patient, int kind, ReadOnlySpan<byte> content)
    {
        var key = Encoding.UTF8.GetBytes(patient);
        var part = _parts[BitConverter.ToUInt64(SHA256.HashData(key)) % (ulong)_parts.Length];
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], kind);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], content.Length);
        try
        {
            part.Write(header);
            part.Write(key);
            part.Write(content);
        }
        catch (IOException error)
        {
            throw ScratchFile.Refused(_folder, error);
        }
    }

    /// <summary>Every patient once; within a part in ordinal order of their ids. May be enumerated again.</summary>
    /// <exception cref="ExportException">The disk is full: the last rows did not reach it.</exception>
    public IEnumerable<PatientRows> Read()
    {
        FlushAll();
        foreach (var part in _parts)
        {
            var patients = new Dictionary<string, List<SpilledRow>>(StringComparer.Ordinal);
            foreach (var (patient, row) in ReadPart(part))
            {
                if (!patients.TryGetValue(patient, out var rows))
                    patients[patient] = rows = [];
                rows.Add(row);
            }
            foreach (var patient in patients.Keys.Order(StringComparer.Ordinal).ToList())
            {
                yield return new PatientRows(patient, patients[patient]);
                patients.Remove(patient);
            }
        }
    }

    public void Dispose()
    {
        foreach (var part in _parts)
            ScratchFile.Close(part);
    }

    private void FlushAll()
    {
        try
        {
            foreach (var part in _parts)
                part.Flush();
        }
        catch (IOException error)
        {
            throw ScratchFile.Refused(_folder, error);
        }
    }

    private static IEnumerable<(string Patient, SpilledRow Row)> ReadPart(FileStream part)
    {
        part.Position = 0;
        var header = new byte[12];
        while (part.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            var key = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
            var content = new byte[BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8))];
            part.ReadExactly(key);
            part.ReadExactly(content);
            yield return (Encoding.UTF8.GetString(key), new SpilledRow(BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)), content));
        }
        part.Position = part.Length;
    }
}
