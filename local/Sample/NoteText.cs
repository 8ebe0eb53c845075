using System.Text;

namespace MedRecCloud.Local.Sample;

/// <summary>Writes a visit's note. It names the patient's earlier medicines, never today's treatment: that is what is proposed.</summary>
internal static class NoteText
{
    public static string Write(PatientStory story, string given, int age, string sex, IReadOnlyList<SampleCode> allergies, DateTimeOffset date)
    {
        var note = new StringBuilder();
        note.Append(date.ToString("yyyy-MM-dd")).Append("\n\n");
        Section(note, "Chief Complaint", story.Complaint);
        var history = story.Chronic.Length == 0 ? "No long-standing illness is known." : $"Known for {List(story.Chronic)}.";
        Section(note, "History of Present Illness", $"{given} is a {age} year-old {sex}. {history}");
        Section(note, "Social History", age < 18 ? "Lives with the family." : "Lives independently. Does not smoke.");
        Section(note, "Allergies", allergies.Count == 0 ? "No Known Allergies." : string.Join(", ", allergies.Select(allergy => allergy.Words)));
        Section(note, "Medications", story.PastOrders.Length == 0 ? "No Active Medications." : string.Join("; ", story.PastOrders.Select(order => order.Words)));
        SampleCode[] seen = [.. story.NewToday, .. story.Today.Reason is { } reason ? [reason] : Array.Empty<SampleCode>()];
        Section(note, "Assessment and Plan", seen.Length == 0 ? "Findings as before." : $"Presents with {List([.. seen.DistinctBy(code => code.Code)])}.");
        return note.ToString();
    }

    private static void Section(StringBuilder note, string title, string text) => note.Append("# ").Append(title).Append('\n').Append(text).Append("\n\n");

    private static string List(SampleCode[] codes) => string.Join(", ", codes.Select(code => code.Words));
}
