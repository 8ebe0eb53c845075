using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Kidney function too low for the drug or its usual dose (eGFR reported, or CKD-EPI 2021 from creatinine).</summary>
internal sealed class RenalCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context)
    {
        if (KidneyFunction.Of(context, knowledge) is not { } kidney) return [];
        var measured = kidney.Stage is null ? $"eGFR {kidney.Egfr:0.#} mL/min/1.73 m² is" : $"{kidney.Stage}: eGFR at most {kidney.Egfr:0.#} mL/min/1.73 m²,";
        // The tightest limit that is undercut is the one to read; the wider ones say less.
        return Rules(drug).Where(rule => kidney.Egfr < rule.Below).OrderBy(rule => rule.Below).Take(1).Select(rule => new DetectedIssue(
            rule.Id, IssueCode.RenalFunction, rule.Severity, drug, null,
            $"{measured} below {rule.Below:0}: {rule.Detail}", [kidney.Source], knowledge.Citation(rule.Source)));
    }

    public IEnumerable<string> MissingInputs(string drug, ClinicalContext context) =>
        Rules(drug).Any() && KidneyFunction.Newest(context, knowledge) is null
            ? [$"no creatinine or eGFR in {knowledge.Content.RenalLoinc.MaxAgeDays} days"]
            : [];

    private IEnumerable<RenalRule> Rules(string drug) => knowledge.Content.Renal.Where(rule => knowledge.MatchesAny(rule.Drugs, drug));
}
