using System.Globalization;
using System.Text.RegularExpressions;

namespace MedRecCloud.Fhir.Reader;

/// <summary>What did not fit into the model's prompt, in one sentence.</summary>
internal static partial class CutWords
{
    private const string Lead = "Left out of the prompt: ";

    /// <param name="notes">The outcome's notes, "Left out of the prompt: 3 oldest visits" and "…: text of notes" among them.</param>
    /// <returns>A sentence, or none.</returns>
    public static IEnumerable<string> Of(IEnumerable<string> notes)
    {
        string[] cut = [.. notes.Where(note => note.StartsWith(Lead, StringComparison.Ordinal)).Select(note => note[Lead.Length..])];
        if (cut.Length == 0) yield break;
        string[] parts = [.. cut.Where(one => one.StartsWith("text of ", StringComparison.Ordinal)).Select(one => one[8..])];
        string[] whole = [.. cut.Where(one => !one.StartsWith("text of ", StringComparison.Ordinal)).Select(Whole)];
        var words = string.Join("; ", new[] { string.Join(", ", whole), parts.Length > 0 ? $"the ends of long {Listed(parts)}" : "" }.Where(some => some.Length > 0));
        yield return $"The record is longer than the model reads. Left out: {words}.";
    }

    /// <summary>The notes with that sentence in the place of what it says.</summary>
    public static IEnumerable<string> Instead(IReadOnlyCollection<string> notes) => notes.Where(note => !note.StartsWith(Lead, StringComparison.Ordinal)).Concat(Of(notes));

    private static string Whole(string cut) =>
        Oldest().Match(cut) is { Success: true } found
            ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) == 1 ? $"the oldest of the {found.Groups[2].Value}" : $"the {found.Groups[1].Value} oldest {found.Groups[2].Value}"
            : cut;

    private static string Listed(string[] words) => words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";

    [GeneratedRegex(@"^(\d{1,6}) oldest (\w+)$")]
    private static partial Regex Oldest();
}
