using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>An active condition that the drug's label or a guideline names as a contraindication.</summary>
internal sealed class ContraindicationCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context) =>
        from rule in knowledge.Content.Conditions
        where knowledge.MatchesAny(rule.Drugs, drug)
        from condition in Conditions.Active(context, rule.Conditions).Take(1)
        select new DetectedIssue(
            rule.Id, IssueCode.Contraindication, rule.Severity, drug, condition.Text, $"{condition.Text}: {rule.Detail}", [condition.Source], knowledge.Citation(rule.Source));
}
