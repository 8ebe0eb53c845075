using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>The drug was already ordered in this encounter, or another of the same chemical subgroup (ATC level 4) is on board or a candidate.</summary>
internal sealed class DuplicateTherapyCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    private const string Citation = "ATC classification, WHO Collaborating Centre for Drug Statistics Methodology: level 4 is the chemical subgroup.";

    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context)
    {
        var current = CurrentMedicines.Of(context);
        var own = current.GetValueOrDefault(drug);
        if (own is not null && context.CurrentOrders.Contains(own))
        {
            yield return new DetectedIssue(
                "duplicate-ingredient", IssueCode.DuplicateTherapy, IssueSeverity.High, drug, drug, "Already ordered in this encounter.", [own.Source], Citation);
        }

        foreach (var other in current.Keys.Union(others).Where(name => name != drug).Order(StringComparer.Ordinal))
        {
            var subgroup = Subgroups(drug).Intersect(Subgroups(other)).FirstOrDefault();
            if (subgroup is null) continue;
            var medicine = current.GetValueOrDefault(other);
            yield return new DetectedIssue(
                "duplicate-atc4", IssueCode.DuplicateTherapy, IssueSeverity.Moderate, drug, other,
                $"{other} is of the same chemical subgroup (ATC {subgroup}).",
                medicine is null ? [] : [medicine.Source], Citation, "Review whether both are meant, or one replaces the other.");
        }
    }

    private IEnumerable<string> Subgroups(string drug) => knowledge.Find(drug)?.Atc.Select(code => code[..5]) ?? [];
}
