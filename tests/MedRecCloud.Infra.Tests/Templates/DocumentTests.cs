using System.Globalization;
using System.Text.RegularExpressions;
using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Templates;

/// <summary>What the documents and the operators' queries say, against what is there.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void The_cost_table_adds_up()
    {
        var table = Repository.Read("docs", "deploy.md").Split("| a month |")[1].Split("\n\n")[0].Split('\n').Skip(2).Select(Numbers).ToList();

        Assert.Equal(9, table.Count);
        for (var column = 0; column < 4; column++) Assert.Equal(table[^1][column], table[..^1].Sum(row => row[column]));
    }

    [Theory]
    [InlineData("alerts.json")]
    [InlineData("workbook.json")]
    public void Every_metric_that_is_asked_for_is_measured(string file)
    {
        var code = string.Concat(Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => path.Contains("/shared/", StringComparison.Ordinal) || path.Contains("/inference-worker/", StringComparison.Ordinal)).Select(File.ReadAllText));

        Assert.All(Metric().Matches(Repository.Read("infra", file)).Select(match => match.Value), name => Assert.Contains($"\"{name}\"", code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("inference-worker", "inference-worker/Program.cs")]
    [InlineData("functions", "functions/Program.cs")]
    public void Alerts_ask_for_programs_by_the_names_they_give_themselves(string name, string program)
    {
        Assert.Contains($"AddMedRecTelemetry(\"{name}\")", Repository.Read(program.Split('/')), StringComparison.Ordinal);
        Assert.Contains($"AppRoleName == '{name}'", Repository.Read("infra", "alerts.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs/deploy.md")]
    [InlineData("docs/security.md")]
    public void Files_that_are_named_are_there(string document) => Assert.All(
        NamedFile().Matches(Repository.Read(document.Split('/'))).Select(match => match.Groups[1].Value),
        file => Assert.True(File.Exists(Path.Combine(Repository.Root, file)) || Directory.Exists(Path.Combine(Repository.Root, file)), $"{document} names {file}."));

    private static int[] Numbers(string row) => [.. row.Split('|', StringSplitOptions.RemoveEmptyEntries)[1..5].Select(cell => int.Parse(cell.Trim(' ', '*'), CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"medrec(\.[a-z_]+)+(?=')")]
    private static partial Regex Metric();

    [GeneratedRegex(@"`((?:infra|tests|inference-worker|functions|\.github)/[\w./-]+)`")]
    private static partial Regex NamedFile();
}
