using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Notes;

/// <summary>Allergies and medicines that a note lists in their own sections.</summary>
internal static class NoteFacts
{
    private static readonly char[] Lines = ['\n', '\r', ';'];
    private static readonly string[] Denials = ["no ", "none", "nka", "nkda", "denies", "not ", "unknown", "unable", "patient "];

    public static IEnumerable<MedicationFact> Medications(ImmutableArray<NoteSection> sections) =>
        from section in sections
        where section.Kind == NoteSectionKind.MedicationsOnAdmission
        from item in Items(section.Text, Lines)
        let ingredients = IngredientNames.Parse(item)
        where !ingredients.IsEmpty
        select new MedicationFact(section.Source, [], item, ingredients, "note", section.Date, null, section.Encounter);

    public static IEnumerable<AllergyFact> Allergies(ImmutableArray<NoteSection> sections) =>
        from section in sections
        where section.Kind == NoteSectionKind.Allergies
        from item in Items(section.Text, [.. Lines, ','])
        select new AllergyFact(section.Source, [], item.TrimEnd('.'), "active", "", "", "", [], section.Date);

    /// <summary>A sentence is not an item of a list: an item is short and denies nothing.</summary>
    private static IEnumerable<string> Items(string text, char[] separators)
    {
        foreach (var part in text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var item = part.TrimStart('-', '*', '•', ' ', '[').TrimEnd(']', ' ');
            if (item.Length is < 3 or > 200 || item.Count(c => c == ' ') > 24) continue;
            if (!Denials.Any(denial => item.StartsWith(denial, StringComparison.OrdinalIgnoreCase))) yield return item;
        }
    }
}
