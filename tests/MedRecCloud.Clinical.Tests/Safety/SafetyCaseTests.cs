using System.Globalization;
using System.Text.RegularExpressions;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>Runs every row of the table in docs/safety.md as it stands there.</summary>
public sealed partial class SafetyCaseTests
{
    public static TheoryData<string, string, string> Cases()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "safety.md")).SkipWhile(line => line != "## Cases"))
        {
            if (line.Split('|', StringSplitOptions.TrimEntries) is [_, var patient, var candidates, var expected, _, _] && char.IsDigit(patient.FirstOrDefault()))
                rows.Add(patient, candidates, expected);
        }

        return rows;
    }

    [Fact]
    public void The_table_holds_at_least_sixty_cases() => Assert.True(Cases().Count() >= 60);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_of_the_table(string patient, string candidates, string expected)
    {
        var drugs = candidates.Split(['+', '<'], StringSplitOptions.TrimEntries);
        var judged = drugs[0];
        var otherIsBetter = candidates.Contains('<');
        var scores = Some.Patient.Scores(drugs.Select((drug, i) => (drug, i == 0 ? 0.8 : otherIsBetter ? 0.9 : 0.6)));

        var outcome = ProposalDecision.Shipped.Decide(scores, Read(patient).With("Some condition").Request, Some.Model.Manifest(drugs));

        var (proposals, rejected) = outcome switch
        {
            ProposalOutcome.Proposed proposed => (proposed.Review.Accepted, proposed.Review.Rejected),
            ProposalOutcome.Abstained abstained => ([], abstained.Rejected),
            _ => throw new InvalidOperationException(),
        };
        var proposal = proposals.FirstOrDefault(candidate => candidate.Score.Drug == judged);
        var words = expected.Split(' ');
        if (words[0] == "propose")
        {
            Assert.NotNull(proposal);
            Assert.DoesNotContain(proposal.Issues, issue => issue.Severity > IssueSeverity.Low);
            return;
        }

        Assert.Equal(words[0] == "mark", proposal is not null);
        var issues = proposal?.Issues ?? Assert.Single(rejected, candidate => candidate.Score.Drug == judged).Issues;
        Assert.Contains(issues, issue => issue.RuleId == words[1]);
        Assert.Equal(Enum.Parse<IssueSeverity>(words[2], ignoreCase: true), issues.Where(issue => issue.RuleId == words[1]).Max(issue => issue.Severity));
        Assert.All(issues, issue => Assert.NotEmpty(issue.Citation));
    }

    private static Some.Patient Read(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var who = parts[0].Split(' ');
        var patient = Some.Patient.Aged(int.Parse(who[0], CultureInfo.InvariantCulture), who[1]);
        foreach (var part in parts[1..])
        {
            var (verb, rest) = (part[..part.IndexOf(' ')], part[(part.IndexOf(' ') + 1)..]);
            foreach (var item in verb == "lab" ? [rest] : rest.Split(", "))
            {
                patient = verb switch
                {
                    "has" => patient.With(item),
                    "takes" => patient.Taking(item),
                    "ordered" => patient.Ordered(item),
                    "allergic" => patient.AllergicTo(item),
                    "lab" when Lab().Match(item) is { Success: true } lab =>
                        patient.Lab(lab.Groups[1].Value, decimal.Parse(lab.Groups[2].Value, CultureInfo.InvariantCulture), lab.Groups[3].Value),
                    _ => throw new FormatException($"The table says '{part}', which no test understands."),
                };
            }
        }

        return patient;
    }

    [GeneratedRegex(@"^([\d-]+)=([\d.]+) (\S+)$")]
    private static partial Regex Lab();
}
