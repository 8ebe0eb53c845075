using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Breastfeeding, by an active condition.</summary>
internal sealed class LactationCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context) =>
        from condition in Conditions.Active(context, knowledge.Content.Lactation.Conditions).Take(1)
        from rule in knowledge.Content.Lactation.Rules
        where knowledge.MatchesAny(rule.Drugs, drug)
        select new DetectedIssue(
            rule.Id, IssueCode.Lactation, rule.Severity, drug, null, $"Breastfeeding: {rule.Detail}", [condition.Source], knowledge.Citation(rule.Source));
}
