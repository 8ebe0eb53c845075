using System.Net;
using System.Text;

namespace MedRecCloud.Fhir.Reader;

/// <summary>Writes HTML; every text that comes from outside is encoded here and nowhere else.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _html = new();

    public void Document(string title, Action content)
    {
        _html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>").Append(WebUtility.HtmlEncode(title))
            .Append("</title>\n<style>\n").Append(PageStyle.Css).Append("\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the proposals</a>\n<main id=\"main\">\n");
        content();
        _html.Append("</main>\n</body>\n</html>\n");
    }

    public void Section(string title, Action content)
    {
        _html.Append("<section>\n<h2>").Append(WebUtility.HtmlEncode(title)).Append("</h2>\n");
        content();
        _html.Append("</section>\n");
    }

    /// <param name="open">Unfolded from the start; in print everything is.</param>
    /// <param name="small">Said behind the summary in small print.</param>
    public void Details(string summary, Action content, bool open = false, string? small = null)
    {
        _html.Append(open ? "<details open>\n<summary>" : "<details>\n<summary>").Append(WebUtility.HtmlEncode(summary));
        if (small is not null) _html.Append(" <small>").Append(WebUtility.HtmlEncode(small)).Append("</small>");
        _html.Append("</summary>\n");
        content();
        _html.Append("</details>\n");
    }

    public void Element(string tag, string text, string? cssClass = null) => _html
        .Append('<').Append(tag).Append(cssClass is null ? "" : $" class=\"{cssClass}\"").Append('>')
        .Append(WebUtility.HtmlEncode(text)).Append("</").Append(tag).Append(">\n");

    public void List(IEnumerable<string> items)
    {
        _html.Append("<ul>\n");
        foreach (var item in items) Element("li", item);
        _html.Append("</ul>\n");
    }

    /// <summary>A list of findings: how grave, what, what would make it acceptable; where the rule comes from is folded away.</summary>
    public void Findings(IEnumerable<ReadFinding> findings)
    {
        _html.Append("<ul class=\"findings\">\n");
        foreach (var finding in findings)
        {
            _html.Append("<li>");
            Element("span", finding.Severity, "severity " + finding.Severity.ToLowerInvariant());
            Element("span", finding.Text);
            if (finding.Mitigation is { } mitigation) Element("em", mitigation);
            if (finding.Source is { } source) Details("Source", () => Element("small", source));
            _html.Append("</li>\n");
        }

        _html.Append("</ul>\n");
    }

    /// <summary>A list of quotes, each with its place in small print below.</summary>
    public void Quotes(IEnumerable<(string Quote, string? Place)> quotes)
    {
        _html.Append("<ul>\n");
        foreach (var (quote, place) in quotes)
        {
            _html.Append("<li>").Append(WebUtility.HtmlEncode(quote));
            if (place is { Length: > 0 }) _html.Append("<br><small>").Append(WebUtility.HtmlEncode(place)).Append("</small>");
            _html.Append("</li>\n");
        }

        _html.Append("</ul>\n");
    }

    /// <summary>A table whose cells are written by the caller; the first cell of a row is its header.</summary>
    public void Table(string caption, string[] heads, IEnumerable<Action[]> rows)
    {
        _html.Append("<table>\n<caption>").Append(WebUtility.HtmlEncode(caption)).Append("</caption>\n<thead><tr>");
        foreach (var head in heads) _html.Append("<th scope=\"col\">").Append(WebUtility.HtmlEncode(head)).Append("</th>");
        _html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            _html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                _html.Append(i == 0 ? "<th scope=\"row\">" : "<td>");
                row[i]();
                _html.Append(i == 0 ? "</th>" : "</td>");
            }

            _html.Append("</tr>\n");
        }

        _html.Append("</tbody>\n</table>\n");
    }

    /// <summary>Plain text with the given spans marked; spans are character ranges of the text, may overlap, and are cut to it.</summary>
    public void Marked(string text, IEnumerable<(int Start, int Length)> spans)
    {
        var marked = new bool[text.Length];
        foreach (var (start, length) in spans)
            for (var i = Math.Max(0, start); i < Math.Min(text.Length, start + length); i++) marked[i] = true;
        _html.Append("<pre>");
        for (int at = 0, next; at < text.Length; at = next)
        {
            for (next = at; next < text.Length && marked[next] == marked[at];) next++;
            var piece = WebUtility.HtmlEncode(text[at..next]);
            _html.Append(marked[at] ? $"<mark>{piece}</mark>" : piece);
        }

        _html.Append("</pre>\n");
    }

    public override string ToString() => _html.ToString();
}
