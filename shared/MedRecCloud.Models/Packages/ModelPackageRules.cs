using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Models.Packages;

/// <summary>What must hold between the parts of a package.</summary>
internal static class ModelPackageRules
{
    /// <exception cref="ModelPackageException">One of the rules is broken.</exception>
    public static void Check(ModelManifest manifest, Formulary formulary)
    {
        _ = ModelPackage.KindOf(manifest.Kind);
        Require(manifest.Files.ContainsKey(ModelPackage.FormularyFile), $"lists no {ModelPackage.FormularyFile}");
        Require(manifest.Files.ContainsKey(ModelPackage.GraphFile), $"lists no {ModelPackage.GraphFile}");
        Require(manifest.Candidates.SequenceEqual(formulary.Drugs.Select(drug => drug.Name)), $"has candidates in another order than {ModelPackage.FormularyFile}");
        Require(manifest.Thresholds.Length == manifest.Candidates.Length, $"has {manifest.Thresholds.Length} thresholds for {manifest.Candidates.Length} candidates");
        Require(manifest.Thresholds.All(threshold => threshold is >= 0 and <= 1), "has a threshold outside 0 to 1");
        Require(manifest.ShareOfBest is >= 0 and <= 1, "has a share of the best outside 0 to 1");
        Require(manifest.Calibration is not null, "has no calibration");
        Require(double.IsFinite(manifest.Calibration!.Slope) && double.IsFinite(manifest.Calibration.Intercept), "has a calibration that is not a number");
        Require(manifest.Ages is not { } ages || (ages.From >= 0 && ages.From <= ages.To), "has an age range that holds no age");
        Require(!NeedsUsage(manifest) || manifest.Files.ContainsKey(ModelPackage.UsageFile),
            $"lists no {ModelPackage.UsageFile}, which a model of template {manifest.PromptTemplate} was trained with: every drug would count as unknown. Export the model again");
        CheckAdapters(manifest, formulary);
    }

    /// <summary>Both must score the same drugs, or an average means nothing.</summary>
    /// <exception cref="ModelPackageException">One of the rules is broken.</exception>
    public static void CheckSecond(ModelManifest manifest, ModelManifest? second)
    {
        if (manifest.Second is null) return;
        Require(manifest.Kind == "lamo" && second!.Kind == "leader-student", "names a second reader; only a lamo package has one, and it is a leader-student");
        Require(manifest.Files.ContainsKey($"{SecondReader.Folder}/{ModelPackage.ManifestFile}"), "does not list its second reader's manifest, so that its hash would not cover it");
        Require(second!.Second is null, "has a second reader that has a second reader");
        Require(manifest.Second.Weight is > 0 and < 1, "gives its second reader a weight outside 0 to 1");
        Require(second.Candidates.SequenceEqual(manifest.Candidates), "has a second reader with other candidates, or in another order");
    }

    private static bool NeedsUsage(ModelManifest manifest) => PromptTemplates.All.Any(template => template.Version == manifest.PromptTemplate && template.TellsUsage);

    private static void CheckAdapters(ModelManifest manifest, Formulary formulary)
    {
        foreach (var adapter in manifest.Adapters)
        {
            Require(adapter.Semantics is "full" or "candidate-only", $"says that adapter {adapter.Group} acts on '{adapter.Semantics}'; known are full and candidate-only");
            Require(manifest.Files.ContainsKey(adapter.File), $"does not list the file of adapter {adapter.Group}");
        }
        Require(manifest.Adapters.Select(adapter => adapter.Group).Distinct().Count() == manifest.Adapters.Length, "has two adapters for one group");
        var groups = manifest.Adapters.Select(adapter => adapter.Group).ToHashSet();
        foreach (var drug in formulary.Drugs.Where(drug => drug.Group is not null))
            Require(groups.Contains(drug.Group!), $"has no adapter for group {drug.Group}, to which {drug.Name} belongs");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ModelPackageException($"{ModelPackage.ManifestFile} {otherwise}.");
    }
}
