using System.Globalization;

namespace MedRecCloud.Training.Tests.Data;

/// <summary>A generated clinic with rules a model can learn: hypertension → lisinopril at every check-up, an infection → amoxicillin once, some visits order nothing.</summary>
internal static class Clinic
{
    public static SmallExport Of(int patients, int seed)
    {
        var (random, export) = (new Random(seed), new SmallExport());
        for (var p = 0; p < patients; p++)
        {
            var id = $"p{p}";
            var hypertension = random.Next(2) == 0;
            export.Patient(id, p % 2 == 0 ? "male" : "female", $"{1940 + random.Next(50)}-01-01");
            for (var visit = 0; visit < 6; visit++)
            {
                var (encounter, start) = ($"{id}-{visit}", new DateTime(2015 + visit, 1 + random.Next(12), 3, 8, 0, 0, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                var kind = random.Next(3);
                export.Encounter(encounter, id, start, kind == 0 ? "check-up" : kind == 1 ? "urgent care" : "vaccination", kind == 0 && hypertension ? "Hypertension" : "");
                if (kind == 0 && hypertension)
                    export.Condition($"{encounter}-c", id, encounter, "Hypertension", start).Order($"{encounter}-o", id, encounter, "lisinopril 10 MG Oral Tablet", start);
                if (kind == 1)
                    export.Condition($"{encounter}-c", id, encounter, random.Next(2) == 0 ? "Bronchitis" : "Ankle sprain", start).Order($"{encounter}-o", id, encounter, random.Next(4) == 0 ? "ibuprofen 200 MG" : "amoxicillin 250 MG Oral Capsule", start);
            }
        }
        return export;
    }
}
