using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>Liver disease, by an active condition or a raised ALT.</summary>
internal sealed class HepaticCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    private const int MaxAgeDays = 90;

    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context)
    {
        var evidence = Disease(context);
        if (Alt(context) is { } alt && Labs.UnitsPerLitre(alt) > knowledge.Content.Hepatic.Alt.Above) evidence = evidence.Add(alt.Source);
        return evidence.IsEmpty ? [] : Rules(drug).Select(rule => new DetectedIssue(
            rule.Id, IssueCode.HepaticFunction, rule.Severity, drug, null, $"Liver disease: {rule.Detail}", evidence, knowledge.Citation(rule.Source)));
    }

    public IEnumerable<string> MissingInputs(string drug, ClinicalContext context) =>
        Rules(drug).Any(rule => rule.Severity == IssueSeverity.High) && Disease(context).IsEmpty && Alt(context) is null ? [$"no ALT in {MaxAgeDays} days"] : [];

    private IEnumerable<DrugRule> Rules(string drug) => knowledge.Content.Hepatic.Rules.Where(rule => knowledge.MatchesAny(rule.Drugs, drug));

    private ImmutableArray<ResourceKey> Disease(ClinicalContext context) =>
        [.. Conditions.Active(context, knowledge.Content.Hepatic.Conditions).Select(condition => condition.Source)];

    private ObservationFact? Alt(ClinicalContext context) => Labs.Newest(context, knowledge.Content.Hepatic.Alt.Loinc, TimeSpan.FromDays(MaxAgeDays));
}
