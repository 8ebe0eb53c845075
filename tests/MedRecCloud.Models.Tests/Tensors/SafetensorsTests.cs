using System.Text;
using CsCheck;
using MedRecCloud.Models.Tensors;

namespace MedRecCloud.Models.Tests.Tensors;

public sealed class SafetensorsTests
{
    [Theory]
    [InlineData(TensorType.F32, 0)]
    [InlineData(TensorType.F16, 1e-3)]
    [InlineData(TensorType.BF16, 8e-3)]
    public void What_is_written_is_read_back_within_its_precision(TensorType type, double relative)
    {
        using var folder = new TemporaryFolder();
        var values = Enumerable.Range(0, 12).Select(i => (i - 5) * 0.37f).ToArray();
        SafetensorsWriter.Write(folder["a.safetensors"], new Table(("x", [3, 4], values), ("empty", [0, 4], [])), type, new Dictionary<string, string> { ["k"] = "v" });
        using var file = new SafetensorsFile(folder["a.safetensors"]);
        Assert.Equal(["empty", "x"], file.Names.Order());
        Assert.Equal([3L, 4L], file.Shape("x"));
        Assert.Equal((type, "v"), (file.Type("x"), file.Metadata["k"]));
        Assert.Empty(file.Read("empty"));
        foreach (var (expected, actual) in values.Zip(file.Read("x")))
            Assert.Equal(expected, actual, Math.Abs(expected) * relative + 1e-9);
    }

    [Fact]
    public void Brain_floats_round_to_nearest_even_and_keep_what_is_no_number()
    {
        float[] values = [1.0f, 1.00390625f, 1.01171875f, float.NaN, float.PositiveInfinity, -0f];
        var back = TensorNumbers.ToSingles(TensorNumbers.ToBytes(values, TensorType.BF16), TensorType.BF16);
        Assert.Equal([1.0f, 1.0f, 1.015625f, float.NaN, float.PositiveInfinity, -0f], back);
    }

    [Fact]
    public void A_file_truncated_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["whole"], new Table(("x", [2, 3], [1, 2, 3, 4, 5, 6])));
        var whole = File.ReadAllBytes(folder["whole"]);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder["part"], whole[..length]);
            Assert.Throws<TensorFormatException>(() => new SafetensorsFile(folder["part"]));
        }
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}""", "outside")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "outside")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "outside")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "outside")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "shape")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "shape")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}""", "header")]
    [InlineData("""{"x":{"dtype":"I4","shape":[2],"data_offsets":[0,8]}}""", "I4")]
    [InlineData("""{"x":{"dtype":"1","shape":[2],"data_offsets":[0,8]}}""", "only F32")]
    [InlineData("""{"x":{"shape":[2],"data_offsets":[0,8]}}""", "header")]
    [InlineData("""["x"]""", "header")]
    [InlineData("""{"x":""", "header")]
    public void A_header_that_does_not_fit_its_file_is_refused_with_the_reason(string header, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["bad"], [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[8]]);
        Assert.Contains(reason, Assert.Throws<TensorFormatException>(() => new SafetensorsFile(folder["bad"])).Message);
    }

    [Fact]
    public void Any_bytes_are_either_read_or_refused_as_a_format_error()
    {
        using var folder = new TemporaryFolder();
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            var path = folder[$"f{Thread.CurrentThread.ManagedThreadId}"];
            File.WriteAllBytes(path, bytes);
            try
            {
                using var file = new SafetensorsFile(path);
            }
            catch (TensorFormatException)
            {
                // The only failure allowed.
            }
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void Shards_are_read_as_one_and_an_index_may_not_leave_its_folder()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["model-1.safetensors"], new Table(("a", [1], [1])));
        SafetensorsWriter.Write(folder["model-2.safetensors"], new Table(("b", [1], [2])));
        void Index(string a, string b) => File.WriteAllText(folder["model.safetensors.index.json"], $$$"""{"weight_map":{"a":"{{{a}}}","b":"{{{b}}}"}}""");

        Index("model-1.safetensors", "model-2.safetensors");
        using (var shards = new SafetensorsFolder(folder.Path))
            Assert.Equal([1f, 2f], [.. shards.Read("a"), .. shards.Read("b")]);
        Index("model-1.safetensors", "model-3.safetensors");
        Assert.Contains("missing", Assert.Throws<TensorFormatException>(() => new SafetensorsFolder(folder.Path)).Message);
        Index("model-1.safetensors", "../model-2.safetensors");
        Assert.Contains("same folder", Assert.Throws<TensorFormatException>(() => new SafetensorsFolder(folder.Path)).Message);
        Index("model-1.safetensors", "model-1.safetensors");
        Assert.Contains("'b'", Assert.Throws<TensorFormatException>(() => new SafetensorsFolder(folder.Path)).Message);
        File.Delete(folder["model.safetensors.index.json"]);
        Assert.Contains("neither", Assert.Throws<TensorFormatException>(() => new SafetensorsFolder(folder.Path)).Message);
    }

    [Fact]
    public void A_failed_write_leaves_the_file_before_whole_and_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["x"], new Table(("a", [1], [1])));
        Assert.Throws<TensorFormatException>(() => SafetensorsWriter.Write(folder["x"], new Table(("a", [1], [2]), ("broken", [1], null!))));
        using var file = new SafetensorsFile(folder["x"]);
        Assert.Equal([1f], file.Read("a"));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private sealed class Table(params (string Name, long[] Shape, float[] Values)[] tensors) : ITensorSource
    {
        public IEnumerable<string> Names => tensors.Select(tensor => tensor.Name);

        public IReadOnlyList<long> Shape(string name) => tensors.Single(tensor => tensor.Name == name).Shape;

        public float[] Read(string name) => tensors.Single(tensor => tensor.Name == name).Values ?? throw new TensorFormatException("unreadable");
    }
}
