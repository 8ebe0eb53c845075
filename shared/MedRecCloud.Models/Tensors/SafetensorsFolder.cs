using System.Text.Json;

namespace MedRecCloud.Models.Tensors;

/// <summary>The weights of a checkpoint folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> lists.</summary>
public sealed class SafetensorsFolder : ITensorSource, IDisposable
{
    private const string Single = "model.safetensors", Index = "model.safetensors.index.json";
    private readonly Dictionary<string, SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _places = [];

    /// <exception cref="TensorFormatException">No weights in the folder, a missing or damaged shard, or an index that names files outside the folder.</exception>
    public SafetensorsFolder(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, Index)))
                OpenShards(folder);
            else if (File.Exists(Path.Combine(folder, Single)))
                foreach (var name in Open(folder, Single).Names)
                    _places[name] = _files[Single];
            else
                throw new TensorFormatException($"{folder} holds neither {Single} nor {Index}. Weights in other formats are not read: convert them to safetensors.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEnumerable<string> Names => _places.Keys;

    public IReadOnlyList<long> Shape(string name) => Find(name).Shape(name);

    public float[] Read(string name) => Find(name).Read(name);

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private void OpenShards(string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, Index)));
            foreach (var place in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                var shard = Open(folder, place.Value.GetString() ?? "");
                _ = shard.Shape(place.Name);
                _places[place.Name] = shard;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new TensorFormatException($"{Index} is not an index of shards: {error.Message}", error);
        }
    }

    private SafetensorsFile Open(string folder, string name)
    {
        if (_files.TryGetValue(name, out var open))
            return open;
        if (name.Length == 0 || name != Path.GetFileName(name) || name is "." or "..")
            throw new TensorFormatException($"{Index} names the shard '{name}', which is not a file of the same folder.");
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            throw new TensorFormatException($"The shard {name} is missing.");
        return _files[name] = new SafetensorsFile(path);
    }

    private SafetensorsFile Find(string name) => _places.TryGetValue(name, out var file) ? file : throw new TensorFormatException($"The checkpoint has no tensor '{name}'.");
}
