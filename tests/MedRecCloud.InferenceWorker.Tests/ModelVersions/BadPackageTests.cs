using System.Text.Json.Nodes;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class BadPackageTests : IDisposable
{
    private readonly SomeModel _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData("formulary.json")]
    [InlineData("tokenizer.json")]
    [InlineData("adapter.g0.safetensors")]
    public async Task A_changed_byte_in_any_file_is_refused_by_name(string file)
    {
        var package = _some.Write(groups: 2);
        var path = package.PathOf(file);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Contains(file, (await RefusedAsync(package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_adapter_file_is_refused()
    {
        var package = _some.Write(groups: 2);
        File.Delete(package.PathOf("adapter.g1.safetensors"));
        Assert.Contains("adapter.g1.safetensors", (await RefusedAsync(package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_without_an_adapter_is_refused()
    {
        var package = Edit(_some.Write(groups: 2), manifest => manifest["adapters"]!.AsArray().RemoveAt(1));
        Assert.Contains("g1", (await RefusedAsync(package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_of_a_newer_format_is_refused_with_what_to_do()
    {
        var package = Edit(_some.Write(), manifest => manifest["format"] = 99);
        Assert.Contains("Update", (await RefusedAsync(package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_in_another_order_than_the_formulary_are_refused()
    {
        var package = Edit(_some.Write(), manifest =>
        {
            var names = manifest["candidates"]!.AsArray().Select(name => name!.GetValue<string>()).Reverse();
            manifest["candidates"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        });
        await RefusedAsync(package);
    }

    [Fact]
    public async Task A_package_without_candidates_is_refused()
    {
        var package = Edit(_some.Write(), manifest => (manifest["candidates"], manifest["thresholds"]) = (new JsonArray(), new JsonArray()));
        await RefusedAsync(package);
    }

    [Fact]
    public async Task An_unknown_template_is_refused_with_those_that_are_known()
    {
        Assert.Contains("medrec-2", (await RefusedAsync(_some.Write(template: "medrec-99"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lora.1.v_proj.B")]
    [InlineData("lora.0.q_proj.A")]
    public async Task An_incomplete_adapter_is_refused_by_the_matrix_it_lacks(string matrix)
    {
        var package = Replace(_some.Write(groups: 2), names => names.Where(name => name != matrix), null);
        Assert.Contains(matrix, (await RefusedAsync(package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_adapter_of_other_shapes_is_refused()
    {
        var package = Replace(_some.Write(groups: 2), names => names, shape => [shape[0] + 1, shape[1]]);
        Assert.Contains("shape", (await RefusedAsync(package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_packages_leave_no_tensor_behind()
    {
        await RefusedAsync(Replace(_some.Write(groups: 2), names => names, shape => shape.Length == 2 && shape[0] == 8 ? [shape[0], shape[1] + 1] : shape));
        Assert.Equal(0, _some.Sessions.Ledger.Live);
    }

    private async Task<ModelPackageException> RefusedAsync(ModelPackage package) =>
        await Assert.ThrowsAsync<ModelPackageException>(() => _some.Loader().LoadAsync(new AvailableModel("m", "1", package.Kind), package.Folder, default));

    private static ModelPackage Edit(ModelPackage package, Action<JsonNode> change)
    {
        var path = Path.Combine(package.Folder, ModelPackage.ManifestFile);
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        change(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
        return package;
    }

    // Writes another adapter for the first group, its hash in the manifest made right: only the worker's own checks can refuse it.
    private static ModelPackage Replace(ModelPackage package, Func<IEnumerable<string>, IEnumerable<string>> names, Func<long[], long[]>? shape)
    {
        var path = package.PathOf("adapter.g0.safetensors");
        Other other;
        using (var file = new SafetensorsFile(path)) other = new Other(file, [.. names(file.Names.Order(StringComparer.Ordinal))], shape);
        SafetensorsWriter.Write(path, other, TensorType.F32);
        return Edit(package, manifest => manifest["files"]!["adapter.g0.safetensors"] = ModelPackage.HashOf(path));
    }

    private sealed class Other(SafetensorsFile file, string[] names, Func<long[], long[]>? shape) : ITensorSource
    {
        private readonly Dictionary<string, long[]> _shapes = names.ToDictionary(name => name, name => shape is null ? [.. file.Shape(name)] : shape([.. file.Shape(name)]));

        public IEnumerable<string> Names => _shapes.Keys;

        public IReadOnlyList<long> Shape(string name) => _shapes[name];

        public float[] Read(string name) => new float[_shapes[name].Aggregate(1L, (product, size) => product * size)];
    }
}
