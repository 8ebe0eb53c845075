namespace MedRecCloud.Local.Broker.Filters;

/// <summary>LIKE: % stands for any text, _ for any character. Linear in the text for each %, whatever the pattern.</summary>
internal static class SqlPattern
{
    /// <param name="escape">The character that makes the next one plain.</param>
    public static bool Matches(string text, string pattern, char? escape)
    {
        var (at, form, resumeForm, resumeAt) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (form < pattern.Length && pattern[form] == '%' && escape != '%')
            {
                (resumeForm, resumeAt) = (++form, at);
            }
            else if (form < pattern.Length && MatchesOne(text[at], pattern, form, escape, out var width))
            {
                at++;
                form += width;
            }
            else if (resumeForm >= 0)
            {
                // The last % takes one character more.
                (form, at) = (resumeForm, ++resumeAt);
            }
            else
            {
                return false;
            }
        }

        while (form < pattern.Length && pattern[form] == '%') form++;
        return form == pattern.Length;
    }

    private static bool MatchesOne(char character, string pattern, int form, char? escape, out int width)
    {
        var isEscaped = pattern[form] == escape && form + 1 < pattern.Length;
        width = isEscaped ? 2 : 1;
        return isEscaped ? pattern[form + 1] == character : pattern[form] == '_' || pattern[form] == character;
    }
}
