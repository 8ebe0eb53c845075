using System.Globalization;
using System.Text;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Horizontal bars as SVG.</summary>
internal static class BarChart
{
    private const int Name = 220, Width = 760, Bar = 9, Gap = 8, Legend = 24;

    /// <param name="unit">What the bars count.</param>
    /// <param name="series">Name and colour of each bar of a row.</param>
    public static void Write(StringBuilder page, string unit, (string Name, string Colour)[] series, (string Name, double[] Values)[] rows)
    {
        if (rows.Length == 0) return;
        var most = Math.Max(rows.Max(row => row.Values.Max()), 1);
        var step = series.Length * Bar + Gap;
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Legend + rows.Length * step}\" role=\"img\" aria-label=\"{CohortPage.Text(unit)} by drug\" font-size=\"12\">");
        for (var i = 0; i < series.Length; i++)
            page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Name + i * 120}\" y=\"4\" width=\"10\" height=\"10\" fill=\"{series[i].Colour}\"/><text x=\"{Name + 14 + i * 120}\" y=\"14\">{CohortPage.Text(series[i].Name)} ({CohortPage.Text(unit)})</text>");
        for (var i = 0; i < rows.Length; i++)
        {
            var top = Legend + i * step;
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Name - 6}\" y=\"{top + step / 2 + 2}\" text-anchor=\"end\">{CohortPage.Text(rows[i].Name)}</text>");
            for (var j = 0; j < series.Length; j++)
                page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Name}\" y=\"{top + j * Bar}\" width=\"{rows[i].Values[j] / most * (Width - Name - 60):0.#}\" height=\"{Bar - 1}\" fill=\"{series[j].Colour}\"/><text x=\"{Name + 4 + rows[i].Values[j] / most * (Width - Name - 60):0.#}\" y=\"{top + (j + 1) * Bar - 1}\" font-size=\"9\">{rows[i].Values[j]:0}</text>");
        }

        page.Append("</svg>");
    }
}
