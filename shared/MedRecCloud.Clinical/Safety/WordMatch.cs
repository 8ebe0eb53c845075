namespace MedRecCloud.Clinical.Safety;

/// <summary>Finds names in a record's own words, without being misled by words that merely contain them.</summary>
internal static class WordMatch
{
    /// <summary>Shorter fragments are found as words of their own only: "statin" is not in "nystatin", "sulfa" not in "ferrous sulfate".</summary>
    private const int LongFragment = 8;

    /// <summary>The name stands in the text as whole words: "iron" is not in "environmental".</summary>
    public static bool HasName(string text, string name) => Places(text, name).Any(at => StartsWord(text, at) && EndsWord(text, at + name.Length));

    /// <summary>A word of the text begins with the fragment: "stent" is not in "persistent", "hypertension" not in "prehypertension".</summary>
    public static bool HasWordStart(string text, string fragment) => WordStart(text, fragment) is not null;

    /// <summary>Where the first word begins that begins with the fragment; null where none does.</summary>
    public static int? WordStart(string text, string fragment) => Places(text, fragment).Where(at => StartsWord(text, at)).Select(at => (int?)at).FirstOrDefault();

    /// <summary>The text speaks of a group of drugs: a long fragment anywhere ("penicillin" in "benzylpenicillin"), a short one as a word or its plural.</summary>
    public static bool HasGroup(string text, string fragment) => Places(text, fragment).Any(at =>
        fragment.Length >= LongFragment || (StartsWord(text, at) && EndsWord(text, at + fragment.Length + (IsPlural(text, at + fragment.Length) ? 1 : 0))));

    private static IEnumerable<int> Places(string text, string fragment)
    {
        for (var at = text.IndexOf(fragment, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(fragment, at + 1, StringComparison.OrdinalIgnoreCase))
            yield return at;
    }

    private static bool StartsWord(string text, int at) => at == 0 || !char.IsLetterOrDigit(text[at - 1]);

    private static bool EndsWord(string text, int end) => end == text.Length || !char.IsLetterOrDigit(text[end]);

    private static bool IsPlural(string text, int end) => end < text.Length && text[end] is 's' or 'S';
}
