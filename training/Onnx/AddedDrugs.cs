using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Learning;

namespace MedRecCloud.Training.Onnx;

/// <summary>Lets a trained LAMO model score drugs that no training encounter ordered: it reads a drug by its name, so nothing is retrained.</summary>
internal static class AddedDrugs
{
    /// <summary>
    /// The model with the drugs behind its own. Each gets the middle one of the model's thresholds and, where drugs are grouped, the group of the drugs next to it in ATC.
    /// How usual it is, is unknown. The model's figures are left out, for they were measured without it.
    /// </summary>
    /// <param name="names">Ingredients; those it knows already are passed over.</param>
    /// <exception cref="TrainingDataException">Only LAMO reads names; or there is nothing to add.</exception>
    public static TrainedFolder To(TrainedFolder trained, IReadOnlyCollection<string> names)
    {
        if (trained.Manifest.Kind != "lamo")
            throw new TrainingDataException($"{trained.Manifest.Name} is a {trained.Manifest.Kind}: its outputs are fixed to its {trained.Formulary.Drugs.Length} drugs. Only a LAMO model scores a drug by its name.");
        var extended = FormularyBuilder.Extend(trained.Formulary, names.Select(name => name.Trim().ToLowerInvariant()).Where(name => name.Length > 0), Ingredients.Describe);
        var added = extended.Drugs[trained.Formulary.Drugs.Length..];
        if (added.IsEmpty)
            throw new TrainingDataException($"{trained.Manifest.Name} scores all of these drugs already.");
        var formulary = new Formulary([.. trained.Formulary.Drugs, .. added.Select(drug => drug with { Group = GroupOf(drug, trained.Formulary.Drugs) })]);
        var thresholds = trained.Manifest.Thresholds.Order().ToImmutableArray();
        var training = trained.Manifest.Training is { } told ? JsonNode.Parse(told.GetRawText())!.AsObject() : [];
        training["addedDrugs"] = JsonSerializer.SerializeToNode(added.Select(drug => drug.Name), ClinicalJson.Options);
        return trained with
        {
            Formulary = formulary,
            Manifest = trained.Manifest with
            {
                Candidates = [.. formulary.Drugs.Select(drug => drug.Name)],
                Thresholds = [.. trained.Manifest.Thresholds, .. added.Select(_ => thresholds[thresholds.Length / 2])],
                Training = JsonSerializer.SerializeToElement(training, ClinicalJson.Options),
                Metrics = null,
            },
        };
    }

    private static string? GroupOf(FormularyDrug drug, ImmutableArray<FormularyDrug> known) => known.MaxBy(other => Likeness(drug, other))?.Group;

    /// <summary>How many characters of their ATC codes are alike at most.</summary>
    private static int Likeness(FormularyDrug one, FormularyDrug other) =>
        one.Atc.SelectMany(_ => other.Atc, (own, another) => own.Zip(another).TakeWhile(pair => pair.First == pair.Second).Count()).DefaultIfEmpty(0).Max();
}
