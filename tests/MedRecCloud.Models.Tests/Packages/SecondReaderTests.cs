using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.Models.Tests.Packages;

public sealed class SecondReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_package_opens_with_its_second_reader_and_its_hash_covers_both()
    {
        var package = Write("lamo", "leader-student", ["aspirin", "metformin"], weight: 0.4);
        Assert.Equal("leader-student", package.Second!.Manifest.Kind);
        Assert.Equal(0.4, package.Manifest.Second!.Weight);
        Assert.Contains("second/manifest.json", package.Manifest.Files.Keys);
        Assert.Contains("second/model.onnx", package.Manifest.Files.Keys);
    }

    [Theory]
    [InlineData("second/model.onnx")]
    [InlineData("second/manifest.json")]
    public void A_changed_file_of_the_second_reader_is_refused(string file)
    {
        Write("lamo", "leader-student", ["aspirin", "metformin"], weight: 0.4);
        File.AppendAllText(_folder[file], " ");
        Assert.Contains(file, Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_folder.Path)).Message);
    }

    [Fact]
    public void A_second_reader_that_the_packages_hash_does_not_cover_is_refused()
    {
        Write("lamo", "leader-student", ["aspirin", "metformin"], weight: 0.4);
        var manifest = JsonNode.Parse(File.ReadAllText(_folder["manifest.json"]))!;
        manifest["files"]!.AsObject().Remove("second/manifest.json");
        File.WriteAllText(_folder["manifest.json"], manifest.ToJsonString());
        Assert.Contains("does not list its second reader", Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_folder.Path)).Message);
    }

    [Theory]
    [InlineData("lamo", "lamo", "aspirin", "metformin", 0.5, "leader-student")]
    [InlineData("leader-teacher", "leader-student", "aspirin", "metformin", 0.5, "only a lamo package")]
    [InlineData("lamo", "leader-student", "metformin", "aspirin", 0.5, "other candidates")]
    [InlineData("lamo", "leader-student", "aspirin", "metformin", 0.0, "weight")]
    [InlineData("lamo", "leader-student", "aspirin", "metformin", 1.0, "weight")]
    public void Two_that_cannot_be_averaged_are_refused_with_the_reason(string kind, string second, string one, string other, double weight, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelPackageException>(() => Write(kind, second, [one, other], weight)).Message);

    private ModelPackage Write(string kind, string second, string[] secondDrugs, double weight)
    {
        Directory.CreateDirectory(_folder[SecondReader.Folder]);
        Write(_folder[SecondReader.Folder], second, secondDrugs, null);
        return Write(_folder.Path, kind, ["aspirin", "metformin"], new SecondReader(weight));
    }

    private static ModelPackage Write(string folder, string kind, string[] drugs, SecondReader? second)
    {
        File.WriteAllText(Path.Combine(folder, ModelPackage.GraphFile), "graph");
        return ModelPackageWriter.Write(folder, new ModelManifest
        {
            Format = ModelManifest.CurrentFormat, Name = "m", Version = "1", Kind = kind, PromptTemplate = "lamo-1", Candidates = [.. drugs], Thresholds = [0.5, 0.4],
            Calibration = new Calibration(1, 0), Second = second, Files = ImmutableSortedDictionary<string, string>.Empty,
        }, new Formulary([.. drugs.Select(drug => new FormularyDrug(drug, null, []))]));
    }
}
