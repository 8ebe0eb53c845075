using System.Buffers.Binary;
using System.Text;

namespace MedRecCloud.Training.Native;

/// <summary>The few parts of a 64-bit little-endian ELF file that say which symbols it imports. Layout: System V ABI, "Symbol versioning" of the LSB.</summary>
internal sealed class ElfImage
{
    private const int LoadSegment = 1, DynamicSegment = 2;
    private const ulong StringTable = 5, StringTableSize = 10, VersionNeeded = 0x6ffffffe, VersionNeededCount = 0x6fffffff;
    private readonly byte[] _file;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> _segments = [];
    private readonly Dictionary<ulong, ulong> _dynamic = [];

    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public ElfImage(byte[] file)
    {
        _file = file;
        if (file.Length < 64 || !file.AsSpan(0, 6).SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new InvalidDataException("It is not a 64-bit little-endian ELF file.");
        var (start, size, count) = ((int)Word(32), Half(54), Half(56));
        for (var header = start; header < start + size * count; header += size)
            ReadSegment(header);
    }

    /// <summary>Makes the requirement <paramref name="missing"/> of <paramref name="library"/> a second requirement of <paramref name="present"/>.</summary>
    public void ReplaceNeededVersion(string library, string missing, string present)
    {
        var entry = At(_dynamic.GetValueOrDefault(VersionNeeded));
        for (var left = _dynamic.GetValueOrDefault(VersionNeededCount); left > 0; left--, entry += (int)UInt(entry + 12))
        {
            if (Text((int)UInt(entry + 4)) != library)
                continue;
            var versions = Versions(entry);
            var (from, to) = (Only(versions, missing), Only(versions, present));
            _file.AsSpan(to, 4).CopyTo(_file.AsSpan(from, 4));
            _file.AsSpan(to + 8, 4).CopyTo(_file.AsSpan(from + 8, 4));
            return;
        }
        throw new InvalidDataException($"It does not need {library}.");
    }

    /// <summary>Overwrites the name of an import with a shorter one.</summary>
    public void RenameImport(string from, string to)
    {
        var strings = _file.AsSpan(At(_dynamic.GetValueOrDefault(StringTable)), (int)_dynamic.GetValueOrDefault(StringTableSize));
        byte[] old = [0, .. Encoding.ASCII.GetBytes(from), 0];
        var place = strings.IndexOf(old);
        if (place < 0 || strings[(place + old.Length)..].IndexOf(old) >= 0)
            throw new InvalidDataException($"It does not import {from} exactly once.");
        var name = strings.Slice(place + 1, from.Length);
        name.Clear();
        Encoding.ASCII.GetBytes(to).CopyTo(name);
    }

    private void ReadSegment(int header)
    {
        var (type, offset, address, size) = (UInt(header), Word(header + 8), Word(header + 16), Word(header + 32));
        if (type == LoadSegment)
            _segments.Add((address, offset, size));
        for (var at = (int)offset; type == DynamicSegment && at < (int)(offset + size); at += 16)
            _dynamic.TryAdd(Word(at), Word(at + 8));
    }

    private List<int> Versions(int entry)
    {
        var versions = new List<int>();
        var at = entry + (int)UInt(entry + 8);
        for (var left = Half(entry + 2); left > 0; left--, at += (int)UInt(at + 12))
            versions.Add(at);
        return versions;
    }

    private int Only(List<int> versions, string name)
    {
        var found = versions.Where(at => Text((int)UInt(at + 8)) == name).ToList();
        return found.Count == 1 ? found[0] : throw new InvalidDataException($"It asks for {name} {found.Count} times, not once.");
    }

    private string Text(int offset)
    {
        var start = At(_dynamic.GetValueOrDefault(StringTable)) + offset;
        return Encoding.ASCII.GetString(_file.AsSpan(start)[.._file.AsSpan(start).IndexOf((byte)0)]);
    }

    private int At(ulong address)
    {
        foreach (var (start, offset, size) in _segments)
            if (address >= start && address < start + size)
                return (int)(address - start + offset);
        throw new InvalidDataException("It has a table outside its segments.");
    }

    private ushort Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at, 2));
    private uint UInt(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at, 4));
    private ulong Word(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(at, 8));
}
