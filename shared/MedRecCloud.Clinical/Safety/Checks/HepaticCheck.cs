using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Liver disease, by an active condition or a raised ALT.</summary>
internal sealed class HepaticCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context)
    {
        var hepatic = knowledge.Content.Hepatic;
        var evidence = Conditions.Active(context, hepatic.Conditions).Select(condition => condition.Source).ToImmutableArray();
        if (Labs.Newest(context, hepatic.Alt.Loinc, TimeSpan.FromDays(90)) is { } alt && alt.Value > hepatic.Alt.Above) evidence = evidence.Add(alt.Source);
        return evidence.IsEmpty ? [] : hepatic.Rules.Where(rule => knowledge.MatchesAny(rule.Drugs, drug)).Select(rule => new DetectedIssue(
            rule.Id, IssueCode.HepaticFunction, rule.Severity, drug, null, $"Liver disease: {rule.Detail}", evidence, knowledge.Citation(rule.Source)));
    }
}
