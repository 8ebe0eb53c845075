using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>From a patient's record to one encounter's entry, as it stood at the encounter's start: nothing later enters the prompt.</summary>
internal sealed class EntryComposer(string cohort, string server, IPromptTemplate template, int maxPrefixCharacters)
{
    public string Server => server;

    public CohortEntry Compose(PatientRecord record, EncounterFact encounter)
    {
        var id = encounter.Source.Id;
        var patient = record.Patient?.Source.Id ?? "";
        var failed = new CohortEntry { Encounter = id, Patient = patient };
        if (record.Patient is null) return failed with { Failed = "patient-not-in-source" };
        if ((encounter.Start ?? encounter.End) is null) return failed with { Failed = "encounter-without-time" };
        ClinicalContext context;
        Prompt prompt;
        try
        {
            context = record.ContextAt(id) with { Server = server };
            prompt = template.Compose(context, maxPrefixCharacters);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // One encounter that cannot be read must not stop the others; its kind of failure is listed, its text may quote the patient.
            return failed with { Failed = "unreadable-" + JsonNamingPolicy.KebabCaseLower.ConvertName(error.GetType().Name) };
        }

        return new CohortEntry
        {
            Encounter = id,
            Patient = patient,
            Orders = Ordered(record, encounter),
            Request = new InferenceRequest
            {
                Server = server,
                Encounter = encounter.Source,
                ContextHash = ContextHash.Of(context),
                AsOf = context.PredictionTime,
                Context = context,
                Prompt = prompt,
                Cohort = cohort,
            },
        };
    }

    // By day: an order may carry a date without a time. The same rule as training's labels.
    private static ImmutableArray<string> Ordered(PatientRecord record, EncounterFact encounter) =>
        [.. record.OrdersOf(encounter.Source.Id)
            .Where(order => encounter.Start is not { } start || !(order.Authored?.UtcDateTime.Date < start.UtcDateTime.Date))
            .SelectMany(order => order.Ingredients.IsDefaultOrEmpty ? [] : order.Ingredients)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
