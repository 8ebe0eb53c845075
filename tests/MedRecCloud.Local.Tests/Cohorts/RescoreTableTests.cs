using System.Text.Json;
using MedRecCloud.Local.Cohorts;
using Spectre.Console;

namespace MedRecCloud.Local.Tests.Cohorts;

public sealed class RescoreTableTests
{
    [Fact]
    public void A_table_says_why_encounters_failed_and_has_no_empty_rows()
    {
        var lines = Lines("""{"scored":1,"abstained":0,"failed":3,"answered":{"tiny@1":1},"quality":{"withOrders":1},"drugs":[{"drug":"lisinopril","proposed":1,"ordered":2}],"failures":{"prompt-too-long":1,"model-not-available":2},"differences":[]}""");
        Assert.Contains("tiny@1", lines[1]);
        Assert.Contains(lines, line => line.Contains("model-not-available") && line.Contains('2'));
        Assert.Contains(lines, line => line.Contains("prompt-too-long") && line.Contains('1'));
        Assert.Contains(lines, line => line.Contains("lisinopril (1, 2)"));
        Assert.DoesNotContain(lines[4..^1], line => line.All(letter => letter is ' ' or '|'));
    }

    [Fact]
    public void A_model_that_is_not_there_has_a_column_that_says_so() =>
        Assert.Contains("no model answered", Lines("""{"scored":0,"abstained":0,"failed":4,"answered":{},"quality":{},"drugs":[],"failures":{"model-not-available":4},"differences":[]}""")[1]);

    [Fact]
    public void A_table_says_whether_a_run_is_nearer_to_the_orders_than_the_other()
    {
        const string run = """{"scored":1,"abstained":0,"failed":0,"answered":{"tiny@1":1},"quality":{},"drugs":[],"failures":{},"differences":[{"against":"before","common":3,"identical":1,"agreement":0.5,"jaccard":{"difference":0.25,"lower":-0.01,"upper":0.5} },{"against":"other","common":0,"identical":0}]}""";
        var lines = Lines(run);
        Assert.Contains(lines, line => line.Contains("nearer to the orders") && line.Contains("+0.2500 (-0.0100 to +0.5000)"));
        // Nothing in common is no agreement of zero.
        Assert.Contains(lines, line => line.Contains("agreement") && line.Contains('–'));
    }

    [Theory]
    [InlineData("""{"encounters":1}""", null)]
    [InlineData("""{"asked":{"unknown":0,"unknownDrugs":[]} }""", null)]
    [InlineData("""{"asked":{"unknown":2,"unknownDrugs":["asprin","metformni"]} }""", "Thresholds or formulary name 2 drugs that no model knows: asprin, metformni.")]
    [InlineData("""{"asked":{"unknown":900,"unknownDrugs":["asprin"]} }""", "Thresholds or formulary name 900 drugs that no model knows: asprin and others.")]
    public void What_of_a_manifest_had_no_effect_is_said(string json, string? words)
    {
        using var report = JsonDocument.Parse(json);
        Assert.Equal(words, RescoreTable.Unknown(report.RootElement));
    }

    private static string[] Lines(string run)
    {
        using var report = JsonDocument.Parse($$"""{"encounters":4,"runs":[{{run}}]}""");
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(written) });
        (console.Profile.Width, console.Profile.Capabilities.Unicode) = (120, true);
        console.Write(RescoreTable.Create(report.RootElement));
        return written.ToString().ReplaceLineEndings("\n").Replace('│', '|').TrimEnd('\n').Split('\n');
    }
}
