using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Fhir.Exports;

/// <summary>
/// Resources that belong to no patient (Medication, Binary) on disk, found again by their reference. Memory holds 24 bytes for each.
/// </summary>
public sealed class SharedResources : IDisposable
{
    private readonly FileStream _file;
    private readonly Dictionary<Int128, long> _places = [];

    public SharedResources(string scratchFolder)
    {
        Directory.CreateDirectory(scratchFolder);
        _file = ScratchFile.Create(Path.Combine(scratchFolder, "shared-resources"), 1 << 16);
    }

    public int Count => _places.Count;

    /// <param name="reference">e.g. <c>Medication/12</c>. A later one replaces an earlier one.</param>
    public void Add(string reference, ReadOnlySpan<byte> content)
    {
        _file.Position = _file.Length;
        _places[Key(reference)] = _file.Position;
        _file.Write(BitConverter.GetBytes(content.Length));
        _file.Write(content);
    }

    public byte[]? Find(string reference)
    {
        if (!_places.TryGetValue(Key(reference), out var place))
            return null;
        _file.Position = place;
        var length = new byte[4];
        _file.ReadExactly(length);
        var content = new byte[BitConverter.ToInt32(length)];
        _file.ReadExactly(content);
        return content;
    }

    public void Dispose() => _file.Dispose();

    private static Int128 Key(string reference) => BitConverter.ToInt128(SHA256.HashData(Encoding.UTF8.GetBytes(reference)), 0);
}
