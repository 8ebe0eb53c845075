using System.Globalization;
using System.Net;
using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>A small chart as inline SVG: axes from 0, lines or bars, no script and nothing fetched.</summary>
/// <param name="counts">Whole numbers across, each with a bar from itself to the next, and a rounded height.</param>
internal sealed class SvgPlot(string title, string across, string up, double widest, double highest, bool counts = false)
{
    private const int Width = 520, Height = 380, Left = 56, Right = 12, Top = 30, Bottom = 44;
    private static readonly string[] Colours = ["#1b6ca8", "#d1495b", "#2e933c", "#8b5fbf", "#e07a1f", "#3aa6a6", "#7a5c3e", "#c2418f", "#5b6770", "#a3a300", "#2f4b7c", "#b23a48"];
    private const int Ticks = 5;
    private readonly double _highest = counts ? Round(highest / Ticks) * Ticks : highest;
    private readonly StringBuilder _body = new();

    public static string Colour(int i) => Colours[i % Colours.Length];

    public void Line(IEnumerable<(double X, double Y)> points, string colour, bool dashed = false, bool faint = false, string? name = null)
    {
        var path = string.Join(' ', points.Select(point => $"{Number(X(point.X))},{Number(Y(point.Y))}"));
        if (path.Length > 0)
            _body.Append($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{(dashed || faint ? 1 : 2.5)}\"{(dashed ? " stroke-dasharray=\"4 4\"" : "")}{(faint ? " opacity=\"0.7\"" : "")}>{Tip(name)}</polyline>");
    }

    public void Dot(double x, double y, string colour, string? name = null) =>
        _body.Append($"<circle cx=\"{Number(X(x))}\" cy=\"{Number(Y(y))}\" r=\"3\" fill=\"{colour}\">{Tip(name)}</circle>");

    public void Bar(double from, double to, double y, string colour, string? name = null) =>
        _body.Append($"<rect x=\"{Number(X(from))}\" y=\"{Number(Y(y))}\" width=\"{Number(Math.Max(0.5, X(to) - X(from)))}\" height=\"{Number(Y(0) - Y(y))}\" fill=\"{colour}\">{Tip(name)}</rect>");

    public override string ToString()
    {
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(title)}\"><text x=\"{Left}\" y=\"18\" class=\"title\">{Text(title)}</text>");
        for (var i = 0; i <= Ticks; i++)
        {
            var y = _highest * i / Ticks;
            svg.Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Number(Y(y))}\" y2=\"{Number(Y(y))}\" class=\"grid\"/><text x=\"{Left - 6}\" y=\"{Number(Y(y) + 4)}\" text-anchor=\"end\">{Label(y, _highest)}</text>");
        }
        var step = counts ? Round(widest / 12) : widest / Ticks;
        for (var x = 0.0; counts ? x < widest : x <= widest * 1.001; x += step)
            svg.Append($"<text x=\"{Number(X(counts ? x + 0.5 : x))}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{Label(x, widest)}</text>");
        svg.Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{Text(across)}</text><text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Text(up)}</text>");
        return svg.Append(_body).Append("</svg>").ToString();
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private double X(double value) => Left + Math.Clamp(value / widest, 0, 1) * (Width - Left - Right);

    private double Y(double value) => Height - Bottom - Math.Clamp(value / _highest, 0, 1) * (Height - Top - Bottom);

    /// <summary>The next of 1, 2, 5, 10, 20, 50 …: steps that people count in.</summary>
    private static double Round(double step)
    {
        var power = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, step)))));
        return power * (step <= power ? 1 : step <= 2 * power ? 2 : step <= 5 * power ? 5 : 10);
    }

    private static string Tip(string? name) => name is null ? "" : $"<title>{Text(name)}</title>";

    private static string Label(double value, double most) => value.ToString(most > 10 ? "0" : most > 2 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
