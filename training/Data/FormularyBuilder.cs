using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Training.Data;

/// <summary>Makes a formulary of the ingredients ordered in training samples, most frequent first (LAMO's order), and extends one.</summary>
internal static class FormularyBuilder
{
    /// <param name="samples">Training samples only: a drug first seen in the test must stay unknown.</param>
    /// <param name="fewestOrders">Drugs ordered in fewer encounters are left out.</param>
    /// <exception cref="TrainingDataException">The samples order nothing.</exception>
    public static Formulary Build(IEnumerable<Sample> samples, Func<string, Ingredient> describe, int fewestOrders = 1)
    {
        var drugs = samples.SelectMany(sample => sample.Labels).GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() >= fewestOrders)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => Describe(describe, group.Key)).ToImmutableArray();
        return drugs.IsEmpty
            ? throw new TrainingDataException("The training samples hold no medicine. Does the export contain MedicationRequests that name their encounter?")
            : new Formulary(drugs);
    }

    /// <summary>Appends drugs; the order of those already there stays, so a model's outputs keep their places. LAMO scores the new ones by name without retraining.</summary>
    public static Formulary Extend(Formulary formulary, IEnumerable<string> names, Func<string, Ingredient> describe) =>
        new([.. formulary.Drugs, .. names.Where(name => formulary.IndexOf(name) < 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => Describe(describe, name))]);

    private static FormularyDrug Describe(Func<string, Ingredient> describe, string name)
    {
        var known = describe(name);
        return new FormularyDrug(name, known.RxNorm, known.Atc);
    }
}
