using System.Globalization;
using System.Text;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Horizontal bars as SVG, with a scale above and below. The second series is hollow, so that the two are told apart without colour too.</summary>
internal static class BarChart
{
    private const int Name = 205, Width = 760, Right = 50, Bar = 9, Gap = 8, Top = 44, Bottom = 22;

    /// <param name="unit">What the bars count.</param>
    /// <param name="of">What they count it for, in the plural.</param>
    /// <param name="series">Name and colour of each bar of a row.</param>
    public static void Write(StringBuilder page, string unit, string of, (string Name, string Colour)[] series, (string Name, double[] Values)[] rows)
    {
        if (rows.Length == 0) return;
        var tick = Tick(rows.Max(row => row.Values.Max()));
        var most = Math.Ceiling(Math.Max(rows.Max(row => row.Values.Max()), 1) / tick) * tick;
        var step = series.Length * Bar + Gap;
        var height = Top + rows.Length * step + Bottom;
        var label = $"{string.Join(" and ", series.Select(one => one.Name))}: {unit} for the {rows.Length} most frequent {of}; the table below has the figures";
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{CohortPage.Text(label)}\" font-size=\"12\">");
        page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Name - 6}\" y=\"14\" text-anchor=\"end\" font-style=\"italic\">{CohortPage.Text(unit)}</text>");
        for (var i = 0; i < series.Length; i++)
        {
            Bars(page, series, i, Name + i * 110, 5, 12);
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Name + 17 + i * 110}\" y=\"14\">{CohortPage.Text(series[i].Name)}</text>");
        }

        for (var value = 0.0; value <= most; value += tick)
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Name + Length(value):0.#}\" x2=\"{Name + Length(value):0.#}\" y1=\"{Top - 6}\" y2=\"{height - Bottom}\"/>");
            foreach (var y in (int[])[Top - 10, height - Bottom + 14])
                page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Name + Length(value):0.#}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"10\">{CohortPage.N((long)value)}</text>");
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var top = Top + i * step;
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Name - 6}\" y=\"{top + series.Length * Bar / 2 + 4}\" text-anchor=\"end\">{CohortPage.Text(Short(rows[i].Name))}</text>");
            for (var j = 0; j < series.Length; j++)
            {
                Bars(page, series, j, Name, top + j * Bar, Length(rows[i].Values[j]));
                page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Name + 4 + Length(rows[i].Values[j]):0.#}\" y=\"{top + (j + 1) * Bar - 1}\" font-size=\"9\">{CohortPage.N((long)rows[i].Values[j])}</text>");
            }
        }

        page.Append("</svg>");

        double Length(double value) => value / most * (Width - Name - Right);
    }

    private static void Bars(StringBuilder page, (string Name, string Colour)[] series, int which, int x, int y, double width) => page.Append(
        CultureInfo.InvariantCulture,
        $"<rect x=\"{x}\" y=\"{y + 0.5}\" width=\"{width:0.#}\" height=\"{Bar - 2}\" fill=\"{series[which].Colour}\" stroke=\"{series[which].Colour}\"{(which > 0 ? " fill-opacity=\".15\"" : "")}/>");

    /// <summary>1, 2 or 5 by a power of ten, for about six lines; never below one: encounters are whole.</summary>
    private static double Tick(double most)
    {
        var rough = Math.Max(most / 6, 1);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }

    // Beside the bars there is room for so much; the table has it whole.
    private static string Short(string name) => name.Length <= 28 ? name : name[..27] + "…";
}
