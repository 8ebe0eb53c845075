using System.Collections.Immutable;
using System.Globalization;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Pregnancy, by an active condition, a positive test or status that no later one contradicts, or an expected date of delivery.</summary>
internal sealed class PregnancyCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    private static readonly TimeSpan s_term = TimeSpan.FromDays(280);

    /// <summary>A pregnancy is post-term from 42 weeks on, two weeks after the expected date.</summary>
    private static readonly TimeSpan s_postTerm = TimeSpan.FromDays(14);

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
        var spoken = context.Observations
            .Where(observation => observation.Effective > context.PredictionTime - s_term && pregnancy.Loinc.Contains(observation.Code.Code)).ToArray();
        var denied = spoken.Where(IsNegative).Max(observation => observation.Effective);
        var due = context.Observations.Where(observation => pregnancy.DueDate.Contains(observation.Code.Code) && IsExpecting(observation, context.PredictionTime));
        return
        [
            .. Conditions.Active(context, pregnancy.Conditions).Where(condition => !IsOver(condition)).Select(condition => condition.Source),
            .. spoken.Where(IsPositive).Concat(due).Where(observation => !(observation.Effective < denied))
                .OrderBy(test => test.Source.ToString(), StringComparer.Ordinal).Select(test => test.Source),
        ];
    }

    /// <summary>It is said to be over, or the words speak of none. One that nobody ended goes on: to warn too long does less harm.</summary>
    private bool IsOver(ConditionFact condition) =>
        condition.ClinicalStatus is "resolved" or "inactive"
        || First(condition.Text, knowledge.Content.Pregnancy.Over) is { } over && !(First(condition.Text, knowledge.Content.Pregnancy.Conditions) < over);

    // What follows the pregnancy is something else that is over: "supervision of pregnancy with history of pre-term labor".
    private static int? First(string text, ImmutableArray<string> fragments) => fragments.Min(fragment => WordMatch.WordStart(text, fragment));

    private static bool IsExpecting(ObservationFact due, DateTimeOffset moment) =>
        DateTimeOffset.TryParse(due.Answer?.Code, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
        && day - moment is var left && left > -s_postTerm && left <= s_term;

    // 77386006 is SNOMED CT "pregnant", LA15173-0 LOINC's answer "pregnant", 10828004 and LA6576-8 "positive", 260373001 "detected".
    private static bool IsPositive(ObservationFact test) => test.Answer?.Code is "77386006" or "LA15173-0" or "10828004" or "LA6576-8" or "260373001"
        || Says(test, "positive") || Says(test, "pregnant");

    // 60001007 and LA26683-5 are "not pregnant", 260385009 and LA6577-6 "negative", 260415000 "not detected".
    private static bool IsNegative(ObservationFact test) => test.Answer?.Code is "60001007" or "LA26683-5" or "260385009" or "LA6577-6" or "260415000"
        || Says(test, "negative") || Says(test, "not pregnant");

    private static bool Says(ObservationFact test, string word) => string.Equals(test.Answer?.Code, word, StringComparison.OrdinalIgnoreCase);
}
