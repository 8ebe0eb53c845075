using MedRecCloud.Local.Cohorts;
using Spectre.Console;

namespace MedRecCloud.Local.Tests.Cohorts;

public sealed class RescoreBarTests
{
    private static readonly RescoreProgress s_half = new("running", null, null, 2000, 1, 600, 390, 10, 20);

    [Theory]
    [InlineData(200, 100)]
    [InlineData(80, 80)]
    [InlineData(40, 40)]
    [InlineData(20, 20)]
    public void A_terminal_of_any_width_shows_the_bar_and_all_the_words(int width, int bar)
    {
        var lines = Lines(s_half, width);
        Assert.Equal(bar, lines[0].Length);
        Assert.Equal(((bar - 6) / 2, bar - 6 - (bar - 6) / 2, "  50 %"), (lines[0].Count(letter => letter == '█'), lines[0].Count(letter => letter == '░'), lines[0][^6..]));
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Equal(s_half.Words(20).Replace(" ", ""), string.Concat(lines[1..]).Replace(" ", ""));
        Assert.Contains("0:00:50left", string.Concat(lines[1..]).Replace(" ", ""));
    }

    [Theory]
    [InlineData("running", 1999, "  99 %")]
    [InlineData("reporting", 2000, " 100 %")]
    public void All_is_said_when_all_is_there(string state, int scored, string percent) =>
        Assert.EndsWith(percent, Lines(s_half with { State = state, Scored = scored, Abstained = 0, Failed = 0 }, 60)[0]);

    [Fact]
    public void While_it_is_planned_there_is_no_bar_that_would_shrink() => Assert.StartsWith("planning: ", Lines(s_half with { State = "planning" }, 80)[0]);

    [Fact]
    public void An_empty_cohort_is_done() => Assert.EndsWith("100 %", Lines(new("completed", null, null, 0, 1, 0, 0, 0), 80)[0]);

    private static string[] Lines(RescoreProgress progress, int width)
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(written) });
        (console.Profile.Width, console.Profile.Capabilities.Unicode) = (width, true);
        console.Write(new RescoreBar(progress, 20));
        return written.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}
