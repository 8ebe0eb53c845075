using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Training.Data;

/// <summary>Turns a data folder into samples: per encounter the context at t0, the prompt that serving would write, and the ingredients then ordered.</summary>
internal sealed class SampleReader(IPromptTemplate template, SampleOptions options)
{
    private static readonly string[] NeverHappened = ["planned", "cancelled", "entered-in-error", "unknown"];

    /// <summary>All encounters, those without orders included, patient by patient and oldest first. One patient is in memory at a time.</summary>
    public IEnumerable<Sample> Read(string dataSet, IPatientSource source, CohortTally tally, IProgress<ReadProgress> progress, CancellationToken cancellationToken)
    {
        foreach (var history in source.Read(tally, progress, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var samples = new List<Sample>();
            foreach (var encounter in history.Encounters.OrderBy(fact => fact.Start).ThenBy(fact => fact.Source.Id, StringComparer.Ordinal))
                if (Read(dataSet, history, encounter, tally) is { } sample)
                    samples.Add(sample);
            if (samples.Count == 0)
                continue;
            tally.CountPatient();
            foreach (var sample in Capped(samples, tally))
            {
                tally.Count(sample);
                yield return sample;
            }
        }
    }

    private Sample? Read(string dataSet, IPatientHistory history, EncounterFact encounter, CohortTally tally)
    {
        if (NeverHappened.Contains(encounter.Status))
        {
            tally.Drop("encounter planned, cancelled or entered in error");
            return null;
        }
        if (encounter.Start is not { } start)
        {
            tally.Drop("encounter without a start");
            return null;
        }
        var labels = Labels(history.OrdersOf(encounter.Source.Id), start, tally);
        var context = history.ContextAt(encounter.Source.Id);
        return new Sample(
            dataSet, history.Patient, encounter.Source.Id, context.PredictionTime, context.Age, context.Patient.Sex, encounter.Class, context.EarlierEncounters.IsEmpty,
            template.Compose(context, options.MaxPrefixCharacters), EncounterCodes.Of(context), labels);
    }

    private static ImmutableArray<string> Labels(ImmutableArray<MedicationFact> orders, DateTimeOffset start, CohortTally tally)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var order in orders)
        {
            // By day: an order may carry a date without a time.
            if (order.Authored?.UtcDateTime.Date < start.UtcDateTime.Date)
                tally.Drop("order written before its encounter began");
            else if (order.Ingredients.IsDefaultOrEmpty)
                tally.Drop("order names no ingredient");
            else
                names.UnionWith(order.Ingredients);
        }
        return [.. names];
    }

    private List<Sample> Capped(List<Sample> samples, CohortTally tally)
    {
        var withOrders = samples.Count(sample => !sample.Labels.IsEmpty);
        if (options.MaxEncountersPerPatient == 0 || withOrders <= options.MaxEncountersPerPatient)
            return samples;
        // Every n-th, so that early and late stages of an illness are both kept.
        var kept = Enumerable.Range(0, options.MaxEncountersPerPatient).Select(i => (int)((long)i * withOrders / options.MaxEncountersPerPatient)).ToHashSet();
        var place = 0;
        var capped = samples.Where(sample => sample.Labels.IsEmpty || kept.Contains(place++)).ToList();
        tally.Drop("encounter beyond the limit per patient", samples.Count - capped.Count);
        return capped;
    }
}
