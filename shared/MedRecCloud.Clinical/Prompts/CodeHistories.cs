using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>The patient as code sets per visit (LEADER, arXiv 2402.02803, 3.1).</summary>
public static class CodeHistories
{
    /// <summary>How many earlier visits are kept, the newest ones.</summary>
    public const int MaxVisits = 20;

    public static CodeHistory Of(ClinicalContext context)
    {
        var conditions = context.Conditions.ToLookup(fact => fact.Encounter ?? "", StringComparer.Ordinal);
        var procedures = context.Procedures.ToLookup(fact => fact.Encounter ?? "", StringComparer.Ordinal);
        var medications = context.Medications.Where(fact => fact.Source.Type != "DocumentReference").ToLookup(fact => fact.Encounter ?? "", StringComparer.Ordinal);
        var visits = context.EarlierEncounters
            .Where(visit => visit.Start is not null && (conditions.Contains(visit.Source.Id) || procedures.Contains(visit.Source.Id) || medications.Contains(visit.Source.Id)))
            .OrderBy(visit => visit.Start).ThenBy(visit => visit.Source.Id, StringComparer.Ordinal)
            .TakeLast(MaxVisits)
            .Select(visit => new VisitCodes(
                visit.Kind, Math.Max(0, (int)(context.PredictionTime - visit.Start!.Value).TotalDays),
                Sorted(conditions[visit.Source.Id].Select(fact => First(fact.Codes, fact.Text))),
                Sorted(procedures[visit.Source.Id].Select(fact => First(fact.Codes, fact.Text))),
                Sorted(medications[visit.Source.Id].SelectMany(fact => fact.Ingredients))));
        // The present visit's diagnoses are those recorded in it, its reasons, and what is still active.
        var present = context.Conditions
            .Where(fact => fact.Encounter == context.Encounter.Source.Id || fact.IsActiveAt(context.PredictionTime))
            .Select(fact => First(fact.Codes, fact.Text))
            .Concat(context.Encounter.Reasons.Select(reason => reason.Code));
        return new CodeHistory([.. visits, new VisitCodes(context.Encounter.Kind, 0, Sorted(present), [], [])], Profile(context));
    }

    private static ImmutableArray<string> Profile(ClinicalContext context) =>
    [
        $"age={(context.Age is { } age ? $"{age / 10 * 10}" : "unknown")}",
        $"sex={context.Patient.Sex}",
        $"class={context.Encounter.Class}",
        $"type={First(context.Encounter.Types, "")}",
        $"reason={First(context.Encounter.Reasons, "")}",
    ];

    private static string First(ImmutableArray<Coding> codes, string text) => codes.IsDefaultOrEmpty ? text : codes[0].Code;

    private static ImmutableArray<string> Sorted(IEnumerable<string> codes) => [.. codes.Where(code => code.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
