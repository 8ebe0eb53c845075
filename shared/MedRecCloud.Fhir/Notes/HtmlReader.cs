using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MedRecCloud.Fhir.Notes;

/// <summary>HTML and XHTML to plain text: blocks on lines of their own, headings marked, cells apart; scripts, styles and hidden parts left out. Nothing is loaded.</summary>
internal static class HtmlReader
{
    private static readonly HashSet<string> Blocks = [.. "address article aside blockquote body caption dd div dl dt fieldset figure footer form header hr li main nav ol p pre section table tbody tfoot thead tr ul".Split(' ')];
    private static readonly HashSet<string> Left = [.. "head script style template noscript svg math object iframe select textarea title".Split(' ')];

    public static NoteText Read(ReadOnlySpan<byte> bytes, MediaType type)
    {
        var document = new HtmlParser().ParseDocument(PlainTextReader.Decode(bytes, type.Charset ?? Declared(bytes)));
        var text = new StringBuilder();
        // A stack of its own, not the thread's: markup may be nested without end.
        var pending = new Stack<(INode Node, bool IsEnd)>();
        if (document.Body is { } body) pending.Push((body, false));
        while (pending.TryPop(out var next))
        {
            if (next.Node is IText words)
            {
                Append(text, words.Data);
                continue;
            }
            if (next.Node is not IElement element || Left.Contains(element.LocalName)) continue;
            if (next.IsEnd)
            {
                End(text, element.LocalName);
                continue;
            }
            Begin(text, element.LocalName);
            pending.Push((element, true));
            for (var child = element.LastChild; child is not null; child = child.PreviousSibling) pending.Push((child, false));
        }
        return NoteText.From(PlainTextReader.Normalize(text.ToString()).Trim());
    }

    private static void Begin(StringBuilder text, string name)
    {
        if (name == "li") Line(text).Append("- ");
        else if (IsHeading(name)) Line(text).Append("# ");
        else if (name is "td" or "th") _ = text.Length > 0 && text[^1] is not ('\n' or '\t') ? text.Append('\t') : text;
        else if (Blocks.Contains(name)) Line(text);
    }

    private static void End(StringBuilder text, string name)
    {
        if (name == "br") text.Append('\n');
        else if (IsHeading(name) || Blocks.Contains(name)) Line(text);
    }

    private static bool IsHeading(string name) => name.Length == 2 && name[0] == 'h' && name[1] is >= '1' and <= '6';

    private static StringBuilder Line(StringBuilder text) => text.Length > 0 && text[^1] != '\n' ? text.Append('\n') : text;

    /// <summary>White space collapses as a browser shows it.</summary>
    private static void Append(StringBuilder text, string words)
    {
        foreach (var c in words)
        {
            if (c is not (' ' or '\t' or '\r' or '\n' or '\f')) text.Append(c);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n' or '\t')) text.Append(' ');
        }
    }

    private static string? Declared(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 1024)]);
        var at = head.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : new string([.. head[(at + 8)..].TrimStart('"', '\'').TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]);
    }
}
