using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Too young (label limits) or old enough for the AGS Beers Criteria.</summary>
internal sealed class AgeCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context) =>
        from rule in knowledge.Content.Age
        where (context.Age < rule.Under || context.Age >= rule.From) && knowledge.MatchesAny(rule.Drugs, drug)
        select new DetectedIssue(
            rule.Id, IssueCode.Age, rule.Severity, drug, null,
            rule.Under is { } under ? $"Under {under} years: {rule.Detail}" : $"{rule.From} years or older: {rule.Detail}",
            [context.Patient.Source], knowledge.Citation(rule.Source));

    public IEnumerable<string> MissingInputs(string drug, ClinicalContext context) =>
        context.Age is null && knowledge.Content.Age.Any(rule => knowledge.MatchesAny(rule.Drugs, drug)) ? ["no birth date"] : [];
}
