using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Notes;

/// <summary>
/// Takes out of a note what identifies the patient, as known from the Patient resource: names, identifiers, telephone and mail, address lines, the birth date
/// in its usual spellings; and titled names of anybody. Not a de-identification of arbitrary text: it keeps the prompt to the minimum necessary.
/// </summary>
public sealed partial class Deidentifier
{
    private static readonly string[] BirthFormats =
        ["yyyy-MM-dd", "MM/dd/yyyy", "M/d/yyyy", "dd/MM/yyyy", "dd.MM.yyyy", "d.M.yyyy", "MMMM d, yyyy", "d MMMM yyyy", "MMM d, yyyy", "d MMM yyyy", "yyyyMMdd"];

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> _others = new(StringComparer.OrdinalIgnoreCase);

    // Longer phrases first: a street with its number before the number alone. Null until a text is cleaned, and again when more is learnt.
    private string[]? _phrases;
    private SearchValues<string> _anyPhrase = SearchValues.Create([], StringComparison.OrdinalIgnoreCase);

    /// <summary>Learns what to take out from a Patient resource.</summary>
    internal void Learn(JsonElement patient)
    {
        _phrases = null;
        foreach (var name in patient.Items("name").Concat(patient.Items("contact").SelectMany(contact => contact.Items("name"))))
        {
            AddWords(name.Text("family"));
            AddWords(name.Text("text"));
            foreach (var given in Strings(name, "given")) AddWords(given);
        }
        foreach (var identifier in patient.Items("identifier")) AddPhrase(identifier.Text("value"));
        foreach (var telecom in patient.Items("telecom")) AddPhrase(telecom.Text("value"));
        foreach (var address in patient.Items("address"))
        {
            foreach (var line in Strings(address, "line")) AddPhrase(line);
            AddPhrase(address.Text("text"));
            AddPhrase(address.Text("postalCode"));
            AddPhrase(address.Text("city"));
        }
        if (patient.Text("birthDate") is { Length: 10 } text && FhirMoment.ParseDate(text) is { } birth)
            foreach (var format in BirthFormats) AddPhrase(birth.ToString(format, CultureInfo.InvariantCulture));
    }

    /// <summary>The text with "patient" for the patient's names and "[removed]" for the rest.</summary>
    public string Clean(string text)
    {
        if (_phrases is null)
        {
            _phrases = [.. _others.OrderByDescending(phrase => phrase.Length)];
            _anyPhrase = SearchValues.Create(_phrases, StringComparison.OrdinalIgnoreCase);
        }
        // One search for all of them: most sections of a note hold none.
        if (text.AsSpan().ContainsAny(_anyPhrase))
            foreach (var phrase in _phrases) text = Remove(text, phrase);
        return Titled().Replace(RemoveNames(text), "$1 [removed]");
    }

    private static string Remove(string text, string phrase)
    {
        var found = text.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
        if (found < 0) return text;
        var clean = new StringBuilder(text.Length);
        var from = 0;
        for (; found >= 0; found = text.IndexOf(phrase, found + phrase.Length, StringComparison.OrdinalIgnoreCase))
        {
            var end = found + phrase.Length;
            if ((found > 0 && char.IsLetterOrDigit(text[found - 1])) || (end < text.Length && char.IsLetterOrDigit(text[end]))) continue;
            clean.Append(text, from, found - from).Append("[removed]");
            from = end;
        }
        return clean.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Word by word; a run of the patient's names ("Anna Maria Berg") becomes one "patient".</summary>
    private string RemoveNames(string text)
    {
        if (_names.Count == 0) return text;
        var names = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        StringBuilder? clean = null;
        var copied = 0;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && IsWord(text, i)) i++;
            if (i > start && names.Contains(text.AsSpan(start, i - start)))
            {
                clean ??= new StringBuilder(text.Length);
                var between = text.AsSpan(copied, start - copied);
                // The comma of "Berg, Anna" joins two names as a space does.
                if (!(copied > 0 && between.Trim(", ").IsEmpty)) clean.Append(between).Append("patient");
                copied = i;
            }
            else if (i == start) i++;
        }
        return clean is null ? text : clean.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsWord(string text, int i) =>
        char.IsLetterOrDigit(text[i]) || (text[i] is '\'' or '’' or '-' && i + 1 < text.Length && char.IsLetter(text[i + 1]) && i > 0 && char.IsLetter(text[i - 1]));

    private static IEnumerable<string> Strings(JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Select(item => item.Value()).OfType<string>()
            : [];

    private void AddWords(string? words)
    {
        foreach (var word in (words ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            if (word.Trim('.') is { Length: >= 3 and <= 100 } name) _names.Add(name);
    }

    private void AddPhrase(string? value)
    {
        if (value?.Trim() is { Length: >= 4 and <= 200 } phrase) _others.Add(phrase);
    }

    [GeneratedRegex(@"\b(Dr|Mr|Mrs|Ms|Prof)\.?\s+\p{Lu}[\p{L}\p{Nd}'’-]{1,40}(?:[ ]\p{Lu}[\p{L}\p{Nd}'’-]{1,40}){0,2}")]
    private static partial Regex Titled();
}
