using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Tests.Prompts;

/// <summary>One patient with a bit of everything.</summary>
internal static class SomePatient
{
    public static readonly DateTimeOffset T0 = new(2024, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static readonly string Note = "Patient is a 54 year-old male with cough.";

    public static ClinicalContext Context() => new()
    {
        Server = "default",
        PredictionTime = T0,
        Patient = new PatientFact(new("Patient", "p"), new DateOnly(1970, 2, 3), "male"),
        Encounter = Visit("now", 0, "Encounter for problem (procedure)", "Chronic pain (finding)"),
        EarlierEncounters = [Visit("a", 400, "Encounter for problem (procedure)", "Chronic pain (finding)"), Visit("b", 90, "Check up (procedure)", null), Visit("c", 30, "Encounter for problem (procedure)", "Chronic pain (finding)")],
        Conditions =
        [
            new(new("Condition", "1"), [new(CodeSystems.Snomed, "38341003")], "Hypertension (disorder)", "active", T0.AddDays(-900), null, null, "a"),
            new(new("Condition", "2"), [new(CodeSystems.Snomed, "49727002")], "Cough (finding)", "active", T0, null, null, "now"),
            new(new("Condition", "3"), [new(CodeSystems.Snomed, "82423001")], "Chronic pain (finding)", "resolved", T0.AddDays(-500), T0.AddDays(-400), null, "a"),
        ],
        Procedures = [new(new("Procedure", "1"), [new(CodeSystems.Snomed, "399208008")], "Chest X-ray (procedure)", T0.AddDays(-30), "c")],
        Allergies = [new(new("AllergyIntolerance", "1"), [], "Penicillin", "active", "confirmed", "high", "allergy", [], null)],
        Medications = [Order("1", "a", 400, "ibuprofen"), Order("2", "b", 90, "lisinopril"), Order("3", "c", 30, "acetaminophen", "oxycodone"), Listed("lisinopril 10 mg", "lisinopril")],
        Notes = [new(new("DocumentReference", "d"), NoteSectionKind.HistoryOfPresentIllness, 10, 60, Note, T0, "now") { TextStart = 29 }],
    };

    public static EncounterFact Visit(string id, int daysBefore, string type, string? reason) => new(
        new("Encounter", id), "finished", "AMB", [new(CodeSystems.Snomed, type.Length.ToString(), type)],
        reason is null ? [] : [new Coding(CodeSystems.Snomed, reason.Length.ToString(), reason)], T0.AddDays(-daysBefore), null);

    public static MedicationFact Order(string id, string? encounter, int daysBefore, params string[] drugs) => new(
        new("MedicationRequest", id), [], string.Join(" / ", drugs), [.. drugs], "active", T0.AddDays(-daysBefore), null, encounter);

    private static MedicationFact Listed(string text, string drug) => new(new("DocumentReference", "d"), [], text, [drug], "note", T0, null, "now");

    /// <summary>The same context with every list in another order.</summary>
    public static ClinicalContext Shuffled(ClinicalContext context, int seed)
    {
        var random = new Random(seed);
        return context with
        {
            EarlierEncounters = Mix(context.EarlierEncounters), Conditions = Mix(context.Conditions), Procedures = Mix(context.Procedures),
            Allergies = Mix(context.Allergies), Medications = Mix(context.Medications), Observations = Mix(context.Observations), Notes = Mix(context.Notes),
        };

        ImmutableArray<T> Mix<T>(ImmutableArray<T> list)
        {
            var copy = list.ToArray();
            random.Shuffle(copy);
            return [.. copy];
        }
    }
}
