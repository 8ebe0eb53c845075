using System.Collections.Immutable;
using System.Text;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>Words from outside made fit for a prompt: one line, no control or invisible characters, no delimiter, no terminology tags.</summary>
internal static class PromptWords
{
    private static readonly string[] Tags =
        [" (disorder)", " (finding)", " (procedure)", " (situation)", " (regime/therapy)", " (substance)", " (environment)", " (qualifier value)", " (morphologic abnormality)", " (event)", " (observable entity)", " (person)", " (organism)"];

    /// <summary>
    /// The text on one line: white space becomes one space; control, format and private-use characters vanish; runs of the delimiters ''' and ### become one.
    /// So no text can end its field, begin another, or ask a question of its own.
    /// </summary>
    public static string Line(string text)
    {
        if (text.Contains(" (", StringComparison.Ordinal))
        {
            foreach (var tag in Tags)
                if (text.Contains(tag, StringComparison.OrdinalIgnoreCase)) text = text.Replace(tag, "", StringComparison.OrdinalIgnoreCase);
        }
        if (IsLine(text)) return text;
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
            }
            else if (rune.Value is '#' or '\'' or '`' && line.Length > 0 && line[^1] == rune.Value)
            {
                // A second one in a row would begin a delimiter.
            }
            else if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse
                or System.Globalization.UnicodeCategory.OtherNotAssigned or System.Globalization.UnicodeCategory.Surrogate))
            {
                if (rune.IsBmp) line.Append((char)rune.Value);
                else line.Append(rune.ToString());
            }
        }
        return line.ToString().Trim(' ');
    }

    /// <summary>True for what nearly every text is already: printable ASCII, single spaces, none at an end, no delimiter's beginning.</summary>
    private static bool IsLine(string text)
    {
        var previous = ' ';
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' || (c == previous && c is (' ' or '#' or '\'' or '`'))) return false;
            previous = c;
        }
        return previous != ' ' || text.Length == 0;
    }

    /// <summary>At most so many characters, ended at a word.</summary>
    public static string Shorten(string text, int limit)
    {
        if (text.Length <= limit) return text;
        if (limit <= 0) return "";
        var end = text.LastIndexOf(' ', Math.Max(0, limit - 1));
        return text[..(end > limit / 2 ? end : char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)].TrimEnd(' ', ',', ';');
    }

    /// <summary>The name of a coded thing: its display, else its code.</summary>
    public static string Name(ImmutableArray<Coding> codes, string text = "") =>
        Line(text.Length > 0 ? text : codes.IsDefaultOrEmpty ? "" : codes[0].Display ?? codes[0].Code);
}
