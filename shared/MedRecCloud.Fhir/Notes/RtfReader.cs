using System.Text;

namespace MedRecCloud.Fhir.Notes;

/// <summary>
/// Rich Text Format 1.9 to plain text: control words, groups, code pages by document and font, <c>\u</c> with its fallback, <c>\bin</c>, and destinations that
/// are not the note's text (fonts, styles, pictures, headers, footers) skipped. Wrong input never throws; it reads as far as it goes.
/// </summary>
internal static class RtfReader
{
    private const int MaxDepth = 2_000;

    public static NoteText Read(ReadOnlySpan<byte> rtf)
    {
        var output = new RtfOutput();
        var groups = new Stack<RtfGroup>();
        var group = new RtfGroup { UnicodeSkip = 1 };
        var skip = 0;
        for (var i = 0; i < rtf.Length;)
        {
            var b = rtf[i];
            switch (b)
            {
                case (byte)'{':
                    output.Flush();
                    if (groups.Count >= MaxDepth) return NoteText.Unread("RTF nested too deeply");
                    groups.Push(group);
                    group.IsStart = true;
                    skip = 0;
                    i++;
                    break;
                case (byte)'}':
                    output.Flush();
                    if (groups.Count == 0) return NoteText.From(output.ToString());
                    group = groups.Pop();
                    output.Use(group.Font);
                    skip = 0;
                    i++;
                    break;
                case (byte)'\\':
                    i = Control(rtf, i + 1, ref group, ref skip, output);
                    break;
                case (byte)'\r' or (byte)'\n':
                    i++;
                    break;
                default:
                    if (skip > 0) skip--;
                    else if (!group.IsSkipped) output.Byte(b);
                    group.IsStart = false;
                    i++;
                    break;
            }
        }
        output.Flush();
        return NoteText.From(output.ToString());
    }

    /// <summary>A control symbol or word; returns the index after it.</summary>
    private static int Control(ReadOnlySpan<byte> rtf, int i, ref RtfGroup group, ref int skip, RtfOutput output)
    {
        if (i >= rtf.Length) return i;
        if (!char.IsAsciiLetter((char)rtf[i])) return Symbol(rtf, i, ref group, ref skip, output);
        var start = i;
        while (i < rtf.Length && char.IsAsciiLetter((char)rtf[i]) && i - start < 32) i++;
        var word = Encoding.ASCII.GetString(rtf[start..i]);
        var number = 0;
        var hasNumber = false;
        var negative = i < rtf.Length && rtf[i] == (byte)'-';
        if (negative) i++;
        while (i < rtf.Length && char.IsAsciiDigit((char)rtf[i]))
        {
            number = number > 100_000_000 ? number : number * 10 + (rtf[i] - '0');
            hasNumber = true;
            i++;
        }
        if (negative) number = -number;
        if (i < rtf.Length && rtf[i] == (byte)' ') i++;
        if (word == "bin") return (int)Math.Min(rtf.Length, (long)i + Math.Max(0, number));
        if (skip > 0)
        {
            skip--;
            return i;
        }
        output.Flush();
        if (group.IsStart && RtfWords.Skipped.Contains(word)) group.IsSkipped = true;
        if (word == "fonttbl") group.IsFontTable = true;
        Apply(word, number, hasNumber, ref group, ref skip, output);
        group.IsStart = false;
        return i;
    }

    private static void Apply(string word, int number, bool hasNumber, ref RtfGroup group, ref int skip, RtfOutput output)
    {
        switch (word)
        {
            case "ansicpg": output.DefaultCodePage(number); break;
            case "mac": output.DefaultCodePage(10000); break;
            case "pc": output.DefaultCodePage(437); break;
            case "pca": output.DefaultCodePage(850); break;
            case "f":
                group.Font = number;
                if (!group.IsFontTable) output.Use(number);
                break;
            case "fcharset" when group.IsFontTable: output.Font(group.Font, number); break;
            case "plain": output.Use(group.Font = output.DefaultFont); break;
            case "deff": output.Use(group.Font = output.DefaultFont = number); break;
            case "uc": group.UnicodeSkip = Math.Clamp(number, 0, 100); break;
            case "u" when hasNumber:
                if (!group.IsSkipped) output.Char((char)(ushort)number);
                skip = group.UnicodeSkip;
                break;
            default:
                if (!group.IsSkipped && RtfWords.Text.TryGetValue(word, out var text)) output.Text(text);
                break;
        }
    }

    private static int Symbol(ReadOnlySpan<byte> rtf, int i, ref RtfGroup group, ref int skip, RtfOutput output)
    {
        var symbol = (char)rtf[i++];
        if (symbol == '*')
        {
            // A destination that readers may not know: all of them are skipped but the known ones.
            group.IsSkipped = true;
            return i;
        }
        if (symbol == '\'')
        {
            if (i + 1 >= rtf.Length || !byte.TryParse(Encoding.Latin1.GetString(rtf.Slice(i, 2)), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value)) return i;
            if (skip > 0) skip--;
            else if (!group.IsSkipped) output.Byte(value);
            group.IsStart = false;
            return i + 2;
        }
        if (skip > 0)
        {
            skip--;
            return i;
        }
        group.IsStart = false;
        if (group.IsSkipped) return i;
        switch (symbol)
        {
            case '\\' or '{' or '}': output.Byte((byte)symbol); break;
            case '~': output.Char(' '); break;
            case '_': output.Char('-'); break;
            case '\r' or '\n': output.Char('\n'); break;
        }
        return i;
    }
}
