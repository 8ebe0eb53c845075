using System.Text;

namespace MedRecCloud.Local.Sample;

/// <summary>A PDF of one page, as a scanner's or printer's archive holds them: Helvetica, lines from top to bottom.</summary>
internal static class SamplePdf
{
    private const int Width = 595, Height = 842, Margin = 50, FontSize = 9, LongestLine = 100;

    /// <param name="lines">Longer ones are broken between words; a character beyond Latin-1 is written as a question mark.</param>
    public static byte[] Write(IEnumerable<string> lines)
    {
        string[] broken = [.. lines.SelectMany(Break)];
        var leading = Math.Min(13, (Height - 2 * Margin) / Math.Max(1, broken.Length));
        var content = new StringBuilder($"BT /F1 {FontSize} Tf {leading} TL {Margin} {Height - Margin} Td\n");
        foreach (var line in broken) content.Append('(').Append(Escape(line)).Append(") Tj T*\n");
        content.Append("ET");
        return Join(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    }

    private static byte[] Join(params string[] objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(file.Length);
            file.Append(i + 1).Append(" 0 obj\n").Append(objects[i]).Append("\nendobj\n");
        }
        var start = file.Length;
        // Twenty bytes a line, the specification wants it so.
        file.Append("xref\n0 ").Append(objects.Length + 1).Append("\n0000000000 65535 f \n");
        foreach (var offset in offsets) file.Append(offset.ToString("D10")).Append(" 00000 n \n");
        file.Append("trailer\n<< /Size ").Append(objects.Length + 1).Append(" /Root 1 0 R >>\nstartxref\n").Append(start).Append("\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static IEnumerable<string> Break(string line)
    {
        while (line.Length > LongestLine && line.LastIndexOf(' ', LongestLine) is var space and > 0)
        {
            yield return line[..space];
            line = line[(space + 1)..];
        }
        yield return line;
    }

    private static string Escape(string line) => line.Replace("\\", "\\\\").Replace("(", "\\(").Replace(")", "\\)");
}
