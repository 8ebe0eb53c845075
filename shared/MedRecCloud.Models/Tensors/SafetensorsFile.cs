using System.Buffers.Binary;
using System.Text.Json;

namespace MedRecCloud.Models.Tensors;

/// <summary>One safetensors file: 8 bytes header length, a JSON header, raw tensors. The file is not trusted: every offset is checked against its length before anything is read.</summary>
/// <remarks>Format: https://huggingface.co/docs/safetensors. The header is limited to 100 MB, as in the reference implementation.</remarks>
public sealed class SafetensorsFile : ITensorSource, IDisposable
{
    private const int LongestHeader = 100_000_000;
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly long _data;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Lock _reading = new();

    private sealed record Entry(TensorType Type, long[] Shape, long Start, long End);

    /// <exception cref="TensorFormatException">Not a safetensors file, truncated, or with offsets outside itself.</exception>
    public SafetensorsFile(string path)
    {
        _path = Path.GetFileName(path);
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            _data = ReadHeader();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>The header's free-form <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<long> Shape(string name) => Find(name).Shape;

    public TensorType Type(string name) => Find(name).Type;

    public float[] Read(string name)
    {
        var entry = Find(name);
        var bytes = new byte[entry.End - entry.Start];
        lock (_reading)
        {
            _stream.Position = _data + entry.Start;
            _stream.ReadExactly(bytes);
        }
        return TensorNumbers.ToSingles(bytes, entry.Type);
    }

    public void Dispose() => _stream.Dispose();

    private Entry Find(string name) => _entries.TryGetValue(name, out var entry) ? entry : throw Bad($"has no tensor '{name}'.");

    private long ReadHeader()
    {
        Span<byte> length = stackalloc byte[8];
        if (_stream.ReadAtLeast(length, 8, throwOnEndOfStream: false) < 8)
            throw Bad("is shorter than its 8-byte header length.");
        var size = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (size > LongestHeader || (long)size > _stream.Length - 8)
            throw Bad($"says its header has {size} bytes, but the file has {_stream.Length}: truncated, or not a safetensors file.");
        var json = new byte[size];
        _stream.ReadExactly(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject())
                Add(property, _stream.Length - 8 - (long)size);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new TensorFormatException($"{_path} has a header that is not the safetensors format: {error.Message}", error);
        }
        return 8 + (long)size;
    }

    private void Add(JsonProperty property, long available)
    {
        if (property.Name == "__metadata__")
        {
            Metadata = property.Value.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString() ?? "");
            return;
        }
        var text = property.Value.GetProperty("dtype").GetString();
        // By name alone: TryParse would take a number for one.
        if (text is null || !Enum.GetNames<TensorType>().Contains(text) || !Enum.TryParse<TensorType>(text, out var type))
            throw Bad($"holds '{property.Name}' as {text}; only F32, F16 and BF16 weights are read.");
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets is not [>= 0, _] || offsets[1] < offsets[0] || offsets[1] > available)
            throw Bad($"places '{property.Name}' at [{string.Join(", ", offsets)}], outside its {available} data bytes: truncated or damaged.");
        if (shape.Any(size => size < 0) || shape.Aggregate(1L, (product, size) => checked(product * size)) * TensorNumbers.Size(type) != offsets[1] - offsets[0])
            throw Bad($"gives '{property.Name}' the shape [{string.Join(", ", shape)}] of {type}, which is not its {offsets[1] - offsets[0]} bytes.");
        if (offsets[1] - offsets[0] > Array.MaxLength)
            throw Bad($"holds '{property.Name}' of more than {Array.MaxLength} bytes; such a tensor must be split.");
        if (!_entries.TryAdd(property.Name, new Entry(type, shape, offsets[0], offsets[1])))
            throw Bad($"names '{property.Name}' twice.");
    }

    private TensorFormatException Bad(string what) => new($"{_path} {what}");
}
