using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class SuffixTokensTests : IDisposable
{
    private static readonly VisitAspects Cough = new("checkup", "cough", "female 40", [], []);

    private readonly SomeModel _some = new();

    [Fact]
    public void What_is_usual_for_the_visit_stands_in_each_candidates_tokens()
    {
        var package = _some.Write(drugs: 3);
        var names = SomeModel.DrugNames(3);
        var usage = UsageTable.Count(Enumerable.Range(0, 20).Select(_ => (Cough, (IReadOnlyCollection<string>)[names[0]])), names[..2]);
        var tokenizer = TokenizerFile.Load(package.Folder);
        var tokens = new SuffixTokens(PromptTemplates.MedRec2, tokenizer, package.Formulary, usage, "Reason: cough\n");
        var candidates = tokens.Of(SomeModel.Prompt("patient", (names[1], 2)) with { Aspects = Cough });
        Assert.Equal(Ids($"Drug: {names[0]} always always always always always never\nAnswer:"), candidates[0]);
        Assert.Equal(Ids($"Drug: {names[1]} never never never never never first such visit long ago few\nAnswer:"), candidates[1]);
        Assert.Equal(Ids($"Drug: {names[2]} unknown never\nAnswer:"), candidates[2]);
        Assert.True(candidates.Max(candidate => candidate.Length) <= tokens.Longest);

        int[] Ids(string text) => tokenizer.EncodePiece(text);
    }

    [Fact]
    public void A_packages_counts_are_read_with_it()
    {
        var package = _some.Write(drugs: 3);
        Assert.Equal(0, package.Usage.Visits);
        var table = UsageTable.Count(Enumerable.Range(0, 5).Select(_ => (Cough, (IReadOnlyCollection<string>)[SomeModel.DrugNames(3)[0]])), SomeModel.DrugNames(3));
        File.WriteAllBytes(Path.Combine(package.Folder, ModelPackage.UsageFile), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(table, ClinicalJson.Options));
        var written = ModelPackageWriter.Write(package.Folder, package.Manifest, package.Formulary);
        Assert.Contains(ModelPackage.UsageFile, written.Manifest.Files.Keys);
        Assert.Equal(1, ModelPackage.Open(package.Folder).Usage.For(Cough).Of(SomeModel.DrugNames(3)[0]).OfKind, 6);
    }

    public void Dispose() => _some.Dispose();
}
