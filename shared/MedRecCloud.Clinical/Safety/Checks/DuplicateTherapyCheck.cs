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
        if (current.GetValueOrDefault(drug) is { } own && context.CurrentOrders.Contains(own))
        {
            yield return new DetectedIssue(
                "duplicate-ingredient", IssueCode.DuplicateTherapy, IssueSeverity.High, drug, drug, "Already ordered in this encounter.", [own.Source], Citation);
        }

        foreach (var other in current.Keys.Union(others).Where(name => name != drug).Order(StringComparer.Ordinal))
        {
            if (SharedSubgroup(drug, other) is not { } subgroup) continue;
            yield return new DetectedIssue(
                "duplicate-atc4", IssueCode.DuplicateTherapy, IssueSeverity.Moderate, drug, other,
                $"{other} is of the same chemical subgroup (ATC {subgroup}).",
                current.GetValueOrDefault(other) is { } medicine ? [medicine.Source] : [], Citation, "Review whether both are meant, or one replaces the other.");
        }
    }

    private string? SharedSubgroup(string one, string other) => Subgroups(one).Intersect(Subgroups(other)).FirstOrDefault();

    private IEnumerable<string> Subgroups(string drug) => knowledge.Find(drug)?.Atc.Select(code => code[..5]) ?? [];
}
