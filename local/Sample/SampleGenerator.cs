using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Sample;

/// <summary>Makes a sample day. Every word of it is made up here; codes are those that public code systems share.</summary>
internal static class SampleGenerator
{
    /// <summary>A Monday morning.</summary>
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 7, 30, 0, TimeSpan.Zero);

    public static SampleDay Make(SampleOptions options)
    {
        var random = new Random(options.Seed);
        var resources = new List<JsonObject>();
        var deleted = new List<string>();
        var script = new EventScript(options, random, Day);
        for (var number = 0; number < options.Patients; number++)
        {
            var patient = SamplePatient.Make(number, options, random, Day);
            resources.AddRange([.. patient.Record, .. patient.Today, patient.Note]);
            script.Tell(patient, number);
            switch (number % 40)
            {
                case 3: resources.Add(Third(patient, "entered-in-error")); script.TellLater(patient.EncounterId, "Updated", 3, "encounter-entered-in-error"); break;
                case 7: deleted.Add($"Encounter/{patient.EncounterId}"); script.TellLater(patient.EncounterId, "Deleted", 3, "encounter-deleted"); break;
                case 11: resources.Add(Third(patient, "cancelled")); script.TellLater(patient.EncounterId, "Updated", 3, "encounter-cancelled"); break;
            }
        }
        return new SampleDay(resources, deleted, script.Finish());
    }

    private static JsonObject Third(SamplePatient patient, string status)
    {
        var encounter = (JsonObject)patient.Today[1].DeepClone();
        encounter["status"] = status;
        encounter["meta"] = new JsonObject { ["versionId"] = "3", ["lastUpdated"] = SampleResources.Instant(Day.AddMinutes(603)) };
        return encounter;
    }
}
