using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.Models.Tests.Packages;

public sealed class ModelPackageTests
{
    [Fact]
    public void A_written_package_opens_with_its_drugs_in_order()
    {
        using var folder = new TemporaryFolder();
        var written = Write(folder);
        var opened = ModelPackage.Open(folder.Path);
        Assert.Equal(["aspirin", "metformin"], opened.Formulary.Drugs.Select(drug => drug.Name));
        Assert.Equal(written.PackageHash, opened.PackageHash);
        Assert.Equal((ModelKind.Lamo, "m@1"), (opened.Version.Kind, opened.Version.ToString()));
        Assert.Equal(["adapter.g.safetensors", "formulary.json", "model.onnx", "usage.json"], opened.Manifest.Files.Keys);
        Assert.Throws<ModelPackageException>(() => opened.PathOf("other.bin"));
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("formulary.json")]
    [InlineData("adapter.g.safetensors")]
    public void A_file_changed_by_one_byte_or_missing_is_refused(string file)
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        var bytes = File.ReadAllBytes(folder[file]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder[file], bytes);
        Assert.Contains(file, Assert.Throws<ModelPackageException>(() => ModelPackage.Open(folder.Path)).Message);
        File.Delete(folder[file]);
        Assert.Contains("missing", Assert.Throws<ModelPackageException>(() => ModelPackage.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData("format", "2", "format 2")]
    [InlineData("format", "0", "format 0")]
    [InlineData("kind", "\"oracle\"", "oracle")]
    [InlineData("candidates", "[\"metformin\",\"aspirin\"]", "another order")]
    [InlineData("candidates", "[\"aspirin\"]", "another order")]
    [InlineData("thresholds", "[0.5]", "thresholds")]
    [InlineData("thresholds", "[0.5,1.5]", "outside 0 to 1")]
    [InlineData("files", "{\"formulary.json\":\"00\",\"../model.onnx\":\"00\"}", "own folder")]
    [InlineData("files", "{}", "formulary.json")]
    [InlineData("adapters", "[]", "no adapter for group g")]
    [InlineData("adapters", "[{\"group\":\"g\",\"file\":\"adapter.g.safetensors\",\"semantics\":\"sometimes\"}]", "sometimes")]
    [InlineData("adapters", "[{\"group\":\"g\",\"file\":\"none.safetensors\",\"semantics\":\"full\"}]", "does not list")]
    [InlineData("calibration", "null", "manifest")]
    [InlineData("shareOfBest", "1.5", "share of the best")]
    [InlineData("second", "{\"weight\":0.5}", "manifest.json")]
    [InlineData("files", "{\"second/../model.onnx\":\"00\"}", "own folder")]
    [InlineData("ages", "{\"from\":40,\"to\":39}", "holds no age")]
    [InlineData("ages", "{\"from\":-1,\"to\":39}", "holds no age")]
    public void A_manifest_that_breaks_a_rule_is_refused_with_the_reason(string property, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        var manifest = JsonNode.Parse(File.ReadAllText(folder["manifest.json"]))!;
        manifest[property] = JsonNode.Parse(value);
        File.WriteAllText(folder["manifest.json"], manifest.ToJsonString());
        Assert.Contains(reason, Assert.Throws<ModelPackageException>(() => ModelPackage.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData("lamo", "medrec-2", true)]
    [InlineData("lamo", "lamo-1", false)]
    [InlineData("leader-student", "medrec-2", true)]
    [InlineData("leader-teacher", "medrec-2", true)]
    public void A_package_whose_model_reads_usage_is_refused_without_its_counts(string kind, string template, bool refused)
    {
        using var folder = new TemporaryFolder();
        var package = Write(folder);
        File.Delete(folder[ModelPackage.UsageFile]);
        var manifest = package.Manifest with { Kind = kind, PromptTemplate = template };
        if (!refused)
        {
            Assert.Same(UsageTable.Empty, ModelPackageWriter.Write(folder.Path, manifest, package.Formulary).Usage);
            return;
        }
        var message = Assert.Throws<ModelPackageException>(() => ModelPackageWriter.Write(folder.Path, manifest, package.Formulary)).Message;
        Assert.Contains("usage.json", message);
        Assert.Contains("Export the model again", message);
        Assert.Throws<ModelPackageException>(() => ModelPackage.Open(folder.Path));
    }

    [Fact]
    public void A_package_says_whom_it_was_trained_on_and_an_older_one_that_does_not_is_still_read()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        var silent = ModelPackage.Open(folder.Path).Manifest;
        Assert.Null(silent.Ages);
        Assert.Empty(silent.Classes);
        var manifest = JsonNode.Parse(File.ReadAllText(folder["manifest.json"]))!;
        (manifest["ages"], manifest["classes"]) = (JsonNode.Parse("""{"from":18,"to":90}"""), JsonNode.Parse("""["IMP","AMB"]"""));
        File.WriteAllText(folder["manifest.json"], manifest.ToJsonString());
        var opened = ModelPackage.Open(folder.Path).Manifest;
        Assert.Equal(new AgeRange(18, 90), opened.Ages);
        Assert.Equal(["IMP", "AMB"], opened.Classes.AsEnumerable());
    }

    [Fact]
    public void A_folder_without_a_manifest_is_no_package()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("manifest.json", Assert.Throws<ModelPackageException>(() => ModelPackage.Open(folder.Path)).Message);
        File.WriteAllText(folder["manifest.json"], "not json");
        Assert.Throws<ModelPackageException>(() => ModelPackage.Open(folder.Path));
    }

    private static ModelPackage Write(TemporaryFolder folder)
    {
        File.WriteAllText(folder["model.onnx"], "graph");
        File.WriteAllText(folder["adapter.g.safetensors"], "adapter");
        File.WriteAllBytes(folder[ModelPackage.UsageFile], JsonSerializer.SerializeToUtf8Bytes(UsageTable.Empty, ClinicalJson.Options));
        return ModelPackageWriter.Write(folder.Path, new ModelManifest
        {
            Format = ModelManifest.CurrentFormat, Name = "m", Version = "1", Kind = "lamo", PromptTemplate = "medrec-2", Candidates = ["aspirin", "metformin"],
            Thresholds = [0.5, 0.4], Calibration = new Calibration(1, 0), Adapters = [new AdapterEntry("g", "adapter.g.safetensors", "full")], Files = ImmutableSortedDictionary<string, string>.Empty,
        }, new Formulary([new FormularyDrug("aspirin", "1191", ["N02BA01"], "g"), new FormularyDrug("metformin", "6809", [], "g")]));
    }
}
