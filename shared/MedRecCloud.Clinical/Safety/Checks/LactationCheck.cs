using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Breastfeeding, by an active condition or a status. The breastfed child is not meant.</summary>
internal sealed class LactationCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    /// <summary>WHO recommends breastfeeding up to two years: an older status says nothing of today.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(730);

    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context) =>
        from source in Evidence(context).Take(1)
        from rule in knowledge.Content.Lactation.Rules
        where knowledge.MatchesAny(rule.Drugs, drug)
        select new DetectedIssue(
            rule.Id, IssueCode.Lactation, rule.Severity, drug, null, $"Breastfeeding: {rule.Detail}", [source], knowledge.Citation(rule.Source));

    private IEnumerable<ResourceKey> Evidence(ClinicalContext context)
    {
        if (context.Patient.Sex == "male" || context.Age < knowledge.Content.Pregnancy.MinAge) return [];
        var lactation = knowledge.Content.Lactation;
        var status = context.Observations
            .Where(observation => lactation.Loinc.Contains(observation.Code.Code) && observation.Effective > context.PredictionTime - s_longest)
            .OrderByDescending(observation => observation.Effective).ThenBy(observation => observation.Source.ToString(), StringComparer.Ordinal).Take(1);
        return Conditions.Active(context, lactation.Conditions).Select(condition => condition.Source).Concat(status.Where(IsYes).Select(one => one.Source));
    }

    // LOINC's and SNOMED CT's "currently breastfeeding", and a plain yes.
    private static bool IsYes(ObservationFact status) => status.Answer?.Code is "LA29252-6" or "413712001" or "LA33-6";
}
