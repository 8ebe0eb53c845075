using System.Text;
using UglyToad.PdfPig.Content;

namespace MedRecCloud.Fhir.Notes;

/// <summary>Puts a page's words in the order in which people read them.</summary>
internal static class PdfLines
{
    /// <summary>The page's lines, top to bottom; a page of two columns gives the left one first.</summary>
    public static List<string> Of(IEnumerable<Word> words)
    {
        var all = words.Where(word => !string.IsNullOrWhiteSpace(word.Text)).ToList();
        if (all.Count == 0) return [];
        var gutter = Gutter(all);
        if (gutter is not { } x) return Lines(all);
        // What reaches over the gutter (a title) stands above both columns.
        var across = all.Where(word => word.BoundingBox.Left < x && word.BoundingBox.Right > x).ToHashSet();
        return [.. Lines([.. across]), .. Lines([.. all.Where(word => !across.Contains(word) && word.BoundingBox.Right <= x)]), .. Lines([.. all.Where(word => !across.Contains(word) && word.BoundingBox.Left >= x)])];
    }

    /// <summary>Takes out lines at the top or bottom that stand on most pages; page numbers differ, so digits count as equal.</summary>
    public static void RemoveRepeated(List<List<string>> pages)
    {
        if (pages.Count < 3) return;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var page in pages)
            foreach (var line in Edges(page).Select(index => Shape(page[index])).Distinct()) counts[line] = counts.GetValueOrDefault(line) + 1;
        foreach (var page in pages)
            foreach (var index in Edges(page).OrderDescending().ToList())
                if (counts[Shape(page[index])] * 2 > pages.Count) page.RemoveAt(index);
    }

    private static IEnumerable<int> Edges(List<string> page) => Enumerable.Range(0, page.Count).Where(index => index < 3 || index >= page.Count - 3);

    private static string Shape(string line)
    {
        var shape = new StringBuilder(line.Length);
        foreach (var c in line)
            if (!char.IsWhiteSpace(c)) shape.Append(char.IsDigit(c) ? '#' : c);
        return shape.ToString();
    }

    private static List<string> Lines(List<Word> words)
    {
        var lines = new List<string>();
        var line = new List<Word>();
        foreach (var word in words.OrderByDescending(word => word.BoundingBox.Bottom).ThenBy(word => word.BoundingBox.Left))
        {
            if (line.Count > 0 && line[0].BoundingBox.Bottom - word.BoundingBox.Bottom > Math.Max(2, line[0].BoundingBox.Height * 0.6))
            {
                lines.Add(Join(line));
                line.Clear();
            }
            line.Add(word);
        }
        if (line.Count > 0) lines.Add(Join(line));
        return lines;
    }

    private static string Join(List<Word> line) => string.Join(' ', line.OrderBy(word => word.BoundingBox.Left).Select(word => word.Text));

    /// <summary>Where a vertical strip in the page's middle third stays (almost) free of words over many lines on both sides; null on a page of one column.</summary>
    private static double? Gutter(List<Word> words)
    {
        var (left, right) = (words.Min(word => word.BoundingBox.Left), words.Max(word => word.BoundingBox.Right));
        if (words.Count < 40 || right - left < 200) return null;
        for (var x = left + (right - left) * 0.35; x <= left + (right - left) * 0.65; x += 4)
        {
            var crossing = words.Count(word => word.BoundingBox.Left < x + 6 && word.BoundingBox.Right > x - 6);
            if (crossing * 50 > words.Count) continue;
            var (before, after) = (words.Count(word => word.BoundingBox.Right <= x), words.Count(word => word.BoundingBox.Left >= x));
            if (before * 4 > words.Count && after * 4 > words.Count) return x;
        }
        return null;
    }
}
