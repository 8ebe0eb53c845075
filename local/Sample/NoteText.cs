namespace MedRecCloud.Local.Sample;

/// <summary>Writes a visit's note. It names the patient's earlier medicines, never today's treatment: that is what is proposed.</summary>
internal static class NoteText
{
    public static SampleNote Write(PatientStory story, string given, int age, string sex, IReadOnlyList<SampleCode> allergies, DateTimeOffset date)
    {
        var history = story.Chronic.Length == 0 ? "No long-standing illness is known." : $"Known for {List(story.Chronic)}.";
        SampleCode[] seen = [.. story.NewToday, .. story.Today.Reason is { } reason ? [reason] : Array.Empty<SampleCode>()];
        return new SampleNote(date,
        [
            ("Chief Complaint", story.Complaint),
            ("History of Present Illness", $"{given} is a {age} year-old {sex}. {history}"),
            ("Social History", age < 18 ? "Lives with the family." : "Lives independently. Does not smoke."),
            ("Allergies", allergies.Count == 0 ? "No Known Allergies." : string.Join(", ", allergies.Select(allergy => allergy.Words))),
            ("Medications", story.PastOrders.Length == 0 ? "No Active Medications." : string.Join("; ", story.PastOrders.Select(order => order.Words))),
            ("Assessment and Plan", seen.Length == 0 ? "Findings as before." : $"Presents with {List([.. seen.DistinctBy(code => code.Code)])}."),
        ]);
    }

    private static string List(SampleCode[] codes) => string.Join(", ", codes.Select(code => code.Words));
}
