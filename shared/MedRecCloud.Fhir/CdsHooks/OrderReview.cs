using System.Collections.Immutable;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary><c>order-select</c> and <c>order-sign</c>: the safety checks on the clinician's own drafts, one card per finding.</summary>
public sealed class OrderReview(DrugKnowledge knowledge, TimeProvider time)
{
    private readonly ImmutableArray<ISafetyCheck> _checks = SafetyChecks.All(knowledge);

    public CardResponse Review(HookRequest request)
    {
        var context = PrefetchContext.Of(request, time.GetUtcNow());
        var drafts = request.Orders.Select(order => PrefetchContext.Medicine(order, PrefetchContext.Key(order))).ToArray();
        var beside = request.OtherOrders.SelectMany(order => PrefetchContext.Medicine(order, PrefetchContext.Key(order)).Ingredients);
        var drugs = drafts.SelectMany(draft => draft.Ingredients).Distinct(StringComparer.Ordinal).ToArray();
        // The draft's own text says how it is used (a gel, eye drops), which grades some interactions.
        var asked = context with { CurrentOrders = [.. drafts.Where(draft => !draft.Ingredients.IsEmpty)] };
        var issues = drugs
            .SelectMany(drug => _checks.SelectMany(check => check.Review(drug, [.. drugs.Concat(beside).Where(other => other != drug)], asked)))
            .Where(issue => issue.RuleId != "duplicate-ingredient")
            .DistinctBy(issue => (issue.RuleId, Pair(issue)))
            .OrderByDescending(issue => issue.Severity).ThenBy(issue => issue.Drug, StringComparer.Ordinal).ThenBy(issue => issue.RuleId, StringComparer.Ordinal);
        return new CardResponse([.. issues.Select(issue => CardOf(request, issue))]);
    }

    /// <summary>Two drafts that interact give one card, not two.</summary>
    private static string Pair(DetectedIssue issue) => string.CompareOrdinal(issue.Drug, issue.With) <= 0 ? issue.Drug + issue.With : issue.With + issue.Drug;

    private static Card CardOf(HookRequest request, DetectedIssue issue) => new(
        CardUuid.Of(request.HookInstance, issue.RuleId, issue.Drug, issue.With ?? ""),
        Shorten($"{issue.Drug}: {issue.Detail}"),
        $"**{issue.Drug}** — {issue.Detail}{(issue.Mitigation is null ? "" : $"\n\n{issue.Mitigation}")}\n\n_{issue.Citation}_",
        issue.Severity switch { IssueSeverity.High => "critical", IssueSeverity.Moderate => "warning", _ => "info" },
        new CardSource("MedRecCloud safety review", new CardTopic("urn:medreccloud:rule", issue.RuleId, issue.Code.ToString())),
        OverrideReasons: OverrideReason.All);

    internal static string Shorten(string summary) => summary.Length <= 139 ? summary : summary[..138] + "…";
}
