namespace MedRecCloud.Training.Onnx;

/// <summary>The file beside a graph that holds its weights. A protobuf file ends at 2 GB, so weights are never inside it.</summary>
internal sealed class ExternalData(string path) : IDisposable
{
    // ONNX Runtime maps the file by pages.
    private const int Page = 4096;
    private readonly FileStream _stream = File.Create(path);

    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Appends a tensor and says where it lies.</summary>
    public (long Offset, long Length) Append(ReadOnlySpan<byte> bytes)
    {
        var align = bytes.Length >= Page ? Page : 64;
        _stream.Position = (_stream.Position + align - 1) / align * align;
        var offset = _stream.Position;
        _stream.Write(bytes);
        return (offset, bytes.Length);
    }

    public void Dispose() => _stream.Dispose();
}
