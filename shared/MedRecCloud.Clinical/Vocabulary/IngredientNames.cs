using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MedRecCloud.Clinical.Vocabulary;

/// <summary>
/// Reads ingredient names out of a medicine's text (an RxNorm display, a hospital's drug name, a line of a note's list). Strength, unit, form, release,
/// salt, brand in brackets and pack are folded in; a combination gives each of its members; a known brand or misspelling gives its RxNorm ingredient.
/// </summary>
public static partial class IngredientNames
{
    /// <summary>The ingredients of one medicine, lower case, sorted, without repeats; empty when the text names none (as "Vial" does).</summary>
    public static ImmutableArray<string> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var plain = Spaces().Replace(text.Trim().ToLowerInvariant(), " ");
        if (!Collect(plain, names) && Bracketed().Match(plain) is { Success: true } brand) Collect(brand.Groups[1].Value, names);
        return [.. names];
    }

    /// <summary>The ingredients of every line or semicolon-separated item of a list of medicines; sentences that deny any give none.</summary>
    public static ImmutableArray<string> ParseList(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in text.Split(['\n', '\r', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var line = ListMark().Replace(item, "");
            if (line.StartsWith("no ", StringComparison.OrdinalIgnoreCase) || line.StartsWith("none", StringComparison.OrdinalIgnoreCase)) continue;
            names.UnionWith(Parse(line));
        }
        return [.. names];
    }

    private static bool Collect(string text, SortedSet<string> names)
    {
        var before = names.Count;
        var body = Bracketed().Replace(text, " ");
        if (body.Contains('{'))
        {
            // A pack: {21 (ethinyl estradiol 0.03 MG / levonorgestrel 0.15 MG Oral Tablet) / 7 (inert 1 MG Oral Tablet) } Pack
            foreach (Match inner in Parenthesized().Matches(body)) CollectParts(inner.Groups[1].Value, names);
            return names.Count > before;
        }
        if (!AddKnown(Bare(body), names)) CollectParts(Remark().Replace(Parenthesized().Replace(With().Replace(body, " / "), " "), " "), names);
        return names.Count > before;
    }

    private static void CollectParts(string body, SortedSet<string> names)
    {
        foreach (var part in Separator().Split(body))
        {
            if (AddKnown(Bare(part), names)) continue;
            var name = Name(part);
            if (AddKnown(name, names)) continue;
            var members = name.Split('-');
            if (members.Length == 2 && members[1].Length is 2 or 4 && members[0].Length > 5) (name, members) = (members[0].Trim(), [members[0].Trim()]); // "-hp", biosimilars' four letters
            if (members.Length > 1 && members.All(member => member.Length > 4 && !IngredientWords.Prefixes.Contains(member)))
            {
                // "amoxicillin-clavulanic acid": a hyphen between two long words joins ingredients.
                foreach (var member in members) if (Name(member) is { Length: > 2 } one && !AddKnown(one, names)) names.Add(one);
            }
            else if (name.Length > 2 && name.Any(char.IsAsciiLetter)) names.Add(name);
        }
    }

    private static bool AddKnown(string name, SortedSet<string> names)
    {
        if (!IngredientWords.Known.TryGetValue(name, out var ingredients)) return false;
        names.UnionWith(ingredients);
        return true;
    }

    /// <summary>The text without what stands around a name in every source: strengths, durations, remarks in parentheses.</summary>
    private static string Bare(string text) =>
        Spaces().Replace(Strength().Replace(Parenthesized().Replace(Lead().Replace(text, ""), " "), " "), " ").Trim(' ', ',', '.', ';', '_', '*', '-');

    private static string Name(string part)
    {
        var text = part.Trim();
        for (var lead = Lead().Match(text); lead is { Success: true, Length: > 0 }; lead = Lead().Match(text)) text = text[lead.Length..];
        var strength = Strength().Match(text);
        // What follows the first strength is the form; a strength at the very start ("0.9% sodium chloride") is stepped over.
        if (strength is { Success: true, Index: 0 }) text = text[strength.Length..].TrimStart();
        else if (strength.Success) text = text[..strength.Index];
        if (text.StartsWith("insulin", StringComparison.Ordinal) || text.Contains(" insulin", StringComparison.Ordinal)) return Insulin(text);
        var comma = text.IndexOf(',');
        if (comma > 0) text = text[..comma];
        var words = text.Split([' ', '.', '_', '*'], StringSplitOptions.RemoveEmptyEntries).ToList();
        var form = words.Count < 2 ? -1 : words.FindIndex(1, IngredientWords.Forms.Contains);
        if (form > 0) words.RemoveRange(form, words.Count - form);
        while (words.Count > 0 && (IngredientWords.Forms.Contains(words[^1]) || words[^1].All(c => !char.IsAsciiLetter(c)))) words.RemoveAt(words.Count - 1);
        while (words.Count > 1 && IngredientWords.Salts.Contains(words[^1]) && !(words.Count == 2 && IngredientWords.Cations.Contains(words[0]))) words.RemoveAt(words.Count - 1);
        return string.Join(' ', words).Trim('-', '/', '(', ')', '+', '&', ' ');
    }

    private static string Insulin(string text) =>
        IngredientWords.Insulins.FirstOrDefault(kind => text.Contains(kind.Word, StringComparison.Ordinal)).Name ?? "insulin";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\[([^\]]*)\]")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\(([^()]*)\)")]
    private static partial Regex Parenthesized();

    [GeneratedRegex(@"^\s*(?:[-*•]|\d+[.)])\s+")]
    private static partial Regex ListMark();

    /// <summary>" / " of RxNorm, and a slash between two words that are not units.</summary>
    [GeneratedRegex(@"\s+/\s+|(?<=[a-z]{4})/(?=[a-z]{4})(?!actuat)|\s+and\s+|\s+&\s+|--|(?<=%)[/-](?=[a-z]{4})")]
    private static partial Regex Separator();

    /// <summary>"NDA020800 ", "24 HR ", "0.3 ML ", "120 ACTUAT ", "abuse-deterrent ", "*nf* ".</summary>
    [GeneratedRegex(@"^\s*(?:\*nf\*|nda\d+|abuse-deterrent|\d+\s+(?=\()|\d[\d.,]*\s*(?:hrs?|ml|actuat|day|mg)\b(?!/))\s*")]
    private static partial Regex Lead();

    [GeneratedRegex(@"(?<![a-z\d])\.?\d[\d.,/+:]*\s*(?:%|(?:mg|mcg|ug|g|gm|ml|l|unt|units?|u|meq|mmol|iu|cells|actuat|hrs?|day|bau|ppm|mci|%)\b)(?:\s*/\s*\d*\s*(?:mg|ml|l|actuat|hrs?|day|g|24hr)\b)?")]
    private static partial Regex Strength();

    [GeneratedRegex(@"\s-\s.*$|\s+(?:with|per|for|in)\s.*$|<.*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"\s+w/\s*(?=[a-z]{5})")]
    private static partial Regex With();
}
