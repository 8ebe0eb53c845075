using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MedRecCloud.Local.Cohorts;

/// <summary>
/// A cohort's progress on a terminal: a bar as wide as the terminal, and the words below it, wrapped where they must be. What is done and what is left are told apart by
/// their letters, not by colour alone.
/// </summary>
internal sealed class RescoreBar(RescoreProgress progress, double perSecond) : Renderable
{
    private const int Widest = 100;

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        if (progress.State != "planning") foreach (var segment in Bar(options, Math.Min(maxWidth, Widest))) yield return segment;
        foreach (var segment in ((IRenderable)new Text(progress.Words(perSecond))).Render(options, maxWidth)) yield return segment;
    }

    // While it is planned nobody knows how long the bar is.
    private IEnumerable<Segment> Bar(RenderOptions options, int width)
    {
        var share = progress.Planned > 0 ? (double)progress.Done / progress.Planned : 1;
        // 100 % is said when nothing is left.
        var percent = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100),4:0} %");
        var (length, full) = (Math.Max(width - percent.Length, 1), (int)(share * Math.Max(width - percent.Length, 1)));
        var (done, left) = options.Unicode ? ('█', '░') : ('#', '.');
        yield return new Segment(new string(done, full), new Style(progress.State == "running" ? Color.Blue : Color.Green));
        yield return new Segment(new string(left, length - full), new Style(Color.Grey));
        yield return new Segment(percent);
        yield return Segment.LineBreak;
    }
}
