using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Pregnancy, by an active condition or a positive test.</summary>
internal sealed class PregnancyCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    private static readonly TimeSpan s_term = TimeSpan.FromDays(280);

    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context)
    {
        if (context.Patient.Sex == "male") return [];
        var evidence = Evidence(context);
        return evidence.IsEmpty ? [] : Rules(drug).Select(rule => new DetectedIssue(
            rule.Id, IssueCode.Pregnancy, rule.Severity, drug, null, $"Pregnancy: {rule.Detail}", evidence, knowledge.Citation(rule.Source)));
    }

    public IEnumerable<string> MissingInputs(string drug, ClinicalContext context)
    {
        var pregnancy = knowledge.Content.Pregnancy;
        var mayBePregnant = context.Patient.Sex != "male" && context.Age is { } age && age >= pregnancy.MinAge && age <= pregnancy.MaxAge;
        return mayBePregnant && Rules(drug).Any(rule => rule.Severity == IssueSeverity.High) && Evidence(context).IsEmpty ? ["no pregnancy status"] : [];
    }

    private IEnumerable<DrugRule> Rules(string drug) => knowledge.Content.Pregnancy.Rules.Where(rule => knowledge.MatchesAny(rule.Drugs, drug));

    private ImmutableArray<ResourceKey> Evidence(ClinicalContext context)
    {
        var pregnancy = knowledge.Content.Pregnancy;
        var tests = context.Observations.Where(observation =>
            pregnancy.Loinc.Contains(observation.Code.Code) && observation.Effective > context.PredictionTime - s_term && IsPositive(observation));
        return
        [
            .. Conditions.Active(context, pregnancy.Conditions).Select(condition => condition.Source),
            .. tests.OrderBy(test => test.Source.ToString(), StringComparer.Ordinal).Select(test => test.Source),
        ];
    }

    // 77386006 is SNOMED CT "pregnant", LA15173-0 LOINC's answer "pregnant", 10828004 "positive".
    private static bool IsPositive(ObservationFact test) => test.Answer?.Code is "77386006" or "LA15173-0" or "10828004";
}
