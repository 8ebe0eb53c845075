using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Drug–drug interactions with current medicines and among the candidates, graded by the patient's circumstances.</summary>
internal sealed class InteractionCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context)
    {
        var current = CurrentMedicines.Of(context);
        var circumstances = new CircumstanceTest(knowledge, context, current, others);
        foreach (var other in current.Keys.Union(others).Order(StringComparer.Ordinal))
        {
            var medicine = current.GetValueOrDefault(other);
            foreach (var rule in knowledge.Interactions(drug, other))
            {
                var modifier = rule.Modifiers.IsDefault ? null : rule.Modifiers.FirstOrDefault(modifier => circumstances.Holds(modifier.When, drug, other));
                var because = modifier is null ? "" : $" ({modifier.Because})";
                yield return new DetectedIssue(
                    rule.Id, IssueCode.DrugInteraction, modifier?.Severity ?? rule.Severity, drug, other,
                    $"Interacts with {other}: {rule.Detail}{because}",
                    medicine is null ? [] : [medicine.Source], knowledge.Citation(rule.Source), rule.Mitigation);
            }
        }
    }
}
