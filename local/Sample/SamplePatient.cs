using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Sample;

/// <summary>One patient of the day: the record so far, and today's visit.</summary>
/// <param name="Today">Today's encounter as first written and as it stood in the end.</param>
internal sealed record SamplePatient(string EncounterId, JsonObject[] Today, JsonObject Note, IReadOnlyList<JsonObject> Record)
{
    public static SamplePatient Make(int number, SampleOptions options, Random random, DateTimeOffset day)
    {
        var story = PatientStory.All[number % PatientStory.All.Length];
        string Id(params ReadOnlySpan<string> parts) => SampleIds.Of(options.Seed, [$"{number}", .. parts]);
        var patient = Id("patient");
        var write = new SampleResources(patient);
        var age = random.Next(story.MinAge, story.MaxAge + 1);
        var sex = story.Sex ?? (random.Next(2) == 0 ? "female" : "male");
        var (given, family) = PersonNames.Make(random);
        var record = new List<JsonObject> { SampleResources.Patient(patient, given, family, sex, DateOnly.FromDateTime(day.UtcDateTime).AddYears(-age).AddDays(-random.Next(1, 360))) };

        var visit = 0;
        for (var back = story.PastVisits; back > 0; back--, visit++)
        {
            var start = day.AddMonths(-back * story.MonthsApart).AddDays(random.Next(-6, 7)).AddMinutes(random.Next(0, 480));
            var encounter = Id("visit", $"{visit}");
            record.Add(write.Encounter(encounter, story.Past!, start, start.AddMinutes(25), "finished", 1, start.AddMinutes(30)));
            if (visit == 0) record.AddRange(story.Chronic.Select((code, i) => write.Condition(Id("chronic", $"{i}"), code, encounter, start)));
            if (random.Next(3) == 0) record.Add(write.Condition(Id("finding", $"{visit}"), Diagnoses.Social[random.Next(Diagnoses.Social.Length)], encounter, start));
            record.AddRange(story.PastOrders.Select((order, i) => write.Order(Id("order", $"{visit}", $"{i}"), order, encounter, start.AddMinutes(20))));
        }

        var allergies = Allergies(story, random);
        record.AddRange(allergies.Select((substance, i) => write.Allergy(Id("allergy", $"{i}"), substance, i == 0 ? "high" : "low", day.AddYears(-2))));

        var (today, begin) = (Id("today"), day.AddMinutes(random.Next(0, 560)));
        record.AddRange(story.NewToday.Select((code, i) => write.Condition(Id("new", $"{i}"), code, today, begin)));
        if (story.PastVisits == 0) record.AddRange(story.Chronic.Select((code, i) => write.Condition(Id("chronic", $"{i}"), code, today, begin)));
        record.AddRange(Measured(write, Id, today, begin, age, random));
        JsonObject[] versions =
        [
            write.Encounter(today, story.Today, begin, null, "in-progress", 1, begin),
            write.Encounter(today, story.Today, begin, begin.AddMinutes(30), "finished", 2, begin.AddMinutes(30)),
        ];
        var (contentType, data) = SampleNoteFormats.Write(NoteText.Write(story, given, age, sex, allergies, begin), number);
        var note = write.Note(Id("note"), contentType, data, today, begin.AddMinutes(12));
        return new SamplePatient(today, versions, note, record);
    }

    private static List<SampleCode> Allergies(PatientStory story, Random random)
    {
        if (random.Next(3) != 0) return [];
        var substance = Medicines.Allergens[random.Next(Medicines.Allergens.Length)];
        // Nobody has been given for years what they are allergic to.
        return story.PastOrders.Any(order => order.Words.Contains(substance.Words, StringComparison.Ordinal)) ? [] : [substance];
    }

    private static IEnumerable<JsonObject> Measured(SampleResources write, SampleIdMaker id, string encounter, DateTimeOffset time, int age, Random random)
    {
        yield return write.Observation(id("weight"), "vital-signs", SampleCode.Loinc("29463-7", "Body Weight"), age < 18 ? 12 + age * 3 + random.Next(6) : 55 + random.Next(45), "kg", encounter, time);
        yield return write.Observation(id("pulse"), "vital-signs", SampleCode.Loinc("8867-4", "Heart rate"), 60 + random.Next(35), "/min", encounter, time);
        if (age < 45) yield break;
        yield return write.Observation(
            id("creatinine"), "laboratory", SampleCode.Loinc("2160-0", "Creatinine [Mass/volume] in Serum or Plasma"), 0.7 + random.NextDouble() * (age > 70 ? 1.4 : 0.6), "mg/dL", encounter, time);
        yield return write.Observation(
            id("potassium"), "laboratory", SampleCode.Loinc("2823-3", "Potassium [Moles/volume] in Serum or Plasma"), 3.6 + random.NextDouble() * 1.3, "mmol/L", encounter, time);
    }
}
