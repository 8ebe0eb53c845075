using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Fhir.Exports;

/// <summary>
/// Resources that belong to no patient (Medication, Binary) on disk, found again by their reference. Memory holds 24 bytes for each.
/// </summary>
public sealed class SharedResources : IDisposable
{
    private readonly FileStream _file;
    private readonly string _folder;
    private readonly Dictionary<Int128, long> _places = [];

    /// <exception cref="ExportException">The folder cannot be written to.</exception>
    public SharedResources(string scratchFolder) => (_folder, _file) = (scratchFolder, ScratchFile.Create(Path.Combine(scratchFolder, "shared-resources"), 1 << 16));

    public int Count => _places.Count;

    /// <param name="reference">e.g. <c>Medication/12</c>. A later one replaces an earlier one.</param>
    /// <exception cref="ExportException">The disk of the scratch folder is full.</exception>
    public void Add(string reference, ReadOnlySpan<byte> content)
    {
        try
        {
            _file.Position = _file.Length;
            _places[Key(reference)] = _file.Position;
            _file.Write(BitConverter.GetBytes(content.Length));
            _file.Write(content);
        }
        catch (IOException error)
        {
            throw ScratchFile.Refused(_folder, error);
        }
    }

    public byte[]? Find(string reference)
    {
        if (!_places.TryGetValue(Key(reference), out var place))
            return null;
        try
        {
            // What is still buffered is written first.
            _file.Position = place;
            var length = new byte[4];
            _file.ReadExactly(length);
            var content = new byte[BitConverter.ToInt32(length)];
            _file.ReadExactly(content);
            return content;
        }
        catch (IOException error)
        {
            throw ScratchFile.Refused(_folder, error);
        }
    }

    public void Dispose() => ScratchFile.Close(_file);

    private static Int128 Key(string reference) => BitConverter.ToInt128(SHA256.HashData(Encoding.UTF8.GetBytes(reference)), 0);
}
