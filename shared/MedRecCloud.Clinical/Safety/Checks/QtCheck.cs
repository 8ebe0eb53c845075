using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>QT prolongation: the drug on a long QTc or long-QT syndrome, or beside another such drug.</summary>
internal sealed class QtCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    private const int MaxAgeDays = 90;

    /// <summary>Asked of drugs with a known risk only: an ECG before every drug with a possible one is nobody's practice.</summary>
    public IEnumerable<string> MissingInputs(string drug, ClinicalContext context) =>
        knowledge.MatchesAny(knowledge.Content.Qt.Drugs, drug) && Interval(context) is null ? [$"no QTc in {MaxAgeDays} days"] : [];

    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context)
    {
        var qt = knowledge.Content.Qt;
        var known = knowledge.MatchesAny(qt.Drugs, drug);
        if (!known && !knowledge.MatchesAny(qt.Possible, drug)) yield break;

        var interval = Interval(context);
        if (interval is not null && Labs.Milliseconds(interval) is var milliseconds && milliseconds >= qt.Caution)
        {
            var severity = milliseconds >= qt.Above && known ? IssueSeverity.High : IssueSeverity.Moderate;
            yield return Issue("qt-interval", severity, null, $"QTc {milliseconds:0} ms.", [interval.Source]);
        }

        foreach (var condition in Conditions.Active(context, qt.Conditions).Take(1))
            yield return Issue("qt-syndrome", IssueSeverity.High, condition.Text, condition.Text + ".", [condition.Source]);

        var current = CurrentMedicines.Of(context);
        foreach (var other in current.Keys.Union(others).Where(name => name != drug && knowledge.MatchesAny(qt.Drugs, name)).Order(StringComparer.Ordinal))
        {
            yield return Issue(
                "qt-pair", known ? IssueSeverity.Moderate : IssueSeverity.Low, other, $"{other} prolongs the QT interval too.",
                current.GetValueOrDefault(other) is { } medicine ? [medicine.Source] : []);
        }

        DetectedIssue Issue(string rule, IssueSeverity severity, string? with, string detail, ImmutableArray<ResourceKey> implicated) =>
            new(rule, IssueCode.QtProlongation, severity, drug, with, $"Prolongs the QT interval: {detail}", implicated, knowledge.Citation(qt.Source), "Check the ECG and potassium.");
    }

    private ObservationFact? Interval(ClinicalContext context) => Labs.Newest(context, knowledge.Content.Qt.Loinc, TimeSpan.FromDays(MaxAgeDays));
}
