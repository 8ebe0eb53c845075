using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary><c>order-select</c> and <c>order-sign</c>: the safety checks on the clinician's own drafts, one card per finding.</summary>
public sealed class OrderReview(DrugKnowledge knowledge, TimeProvider time)
{
    /// <summary>Topic of the card that names what could not be reviewed.</summary>
    public const string NotReviewed = "not-reviewed";

    private readonly ImmutableArray<ISafetyCheck> _checks = SafetyChecks.All(knowledge);

    /// <summary>The drugs of every draft of the request, selected or not.</summary>
    public ImmutableArray<string> Drugs(HookRequest request) => [.. Medicines(request.Orders.AddRange(request.OtherOrders), request).SelectMany(draft => draft.Ingredients).Distinct()];

    public CardResponse Review(HookRequest request)
    {
        var context = PrefetchContext.Of(request, time.GetUtcNow());
        var drafts = Medicines(request.Orders, request).ToArray();
        var beside = Medicines(request.OtherOrders, request).SelectMany(draft => draft.Ingredients).ToArray();
        var drugs = drafts.SelectMany(draft => draft.Ingredients).Distinct(StringComparer.Ordinal).ToArray();
        // The draft's own text says how it is used (a gel, eye drops), which grades some interactions.
        var asked = context with { CurrentOrders = [.. drafts.Where(draft => !draft.Ingredients.IsEmpty)] };
        var issues = drugs
            .SelectMany(drug => _checks.SelectMany(check => check.Review(drug, [.. drugs.Concat(beside).Where(other => other != drug)], asked)))
            .Where(issue => issue.RuleId != "duplicate-ingredient")
            .DistinctBy(issue => (issue.RuleId, Pair(issue)))
            .OrderByDescending(issue => issue.Severity).ThenBy(issue => issue.Drug, StringComparer.Ordinal).ThenBy(issue => issue.RuleId, StringComparer.Ordinal);
        var gaps = ReviewGaps.Of(request, asked, drugs, drafts.Count(draft => draft.Ingredients.IsEmpty), knowledge, _checks);
        return new CardResponse([.. issues.Select(issue => CardOf(request, issue)), .. gaps.IsEmpty ? Array.Empty<Card>() : [GapCard(request, gaps, drugs)]]);
    }

    /// <summary>The drafts that order medicines; a request for a picture or a referral is none of this review's, nor is a Medication that an order beside it refers to.</summary>
    private static IEnumerable<MedicationFact> Medicines(IEnumerable<JsonElement> orders, HookRequest request) => orders
        .Select(order => (Order: order, Key: PrefetchContext.Key(order))).Where(order => order.Key.Type != "Medication" && order.Key.Type.StartsWith("Medication", StringComparison.Ordinal))
        .Select(order => PrefetchContext.Medicine(order.Order, order.Key, request));

    /// <summary>Two drafts that interact give one card, not two; so does an allergy that was recorded twice, however it is spelled.</summary>
    private static (string, string) Pair(DetectedIssue issue)
    {
        var (drug, with) = (issue.Drug.ToUpperInvariant(), issue.With?.Trim().ToUpperInvariant() ?? "");
        return string.CompareOrdinal(drug, with) <= 0 ? (drug, with) : (with, drug);
    }

    private static Card CardOf(HookRequest request, DetectedIssue issue) => new(
        CardUuid.Of(request.HookInstance, issue.RuleId, issue.Drug, issue.With ?? ""),
        Shorten($"{issue.Drug}: {issue.Detail}"),
        $"**{issue.Drug}** — {issue.Detail}{(issue.Mitigation is null ? "" : $"\n\n{issue.Mitigation}")}\n\n_{issue.Citation}_",
        issue.Severity switch { IssueSeverity.High => "critical", IssueSeverity.Moderate => "warning", _ => "info" },
        new CardSource("MedRecCloud safety review", new CardTopic("urn:medreccloud:rule", issue.RuleId, issue.Code.ToString())),
        OverrideReasons: OverrideReason.All,
        Drugs: issue.Code == IssueCode.DrugInteraction && issue.With is { } with ? [issue.Drug, with] : [issue.Drug]);

    private static Card GapCard(HookRequest request, ImmutableArray<string> gaps, IEnumerable<string> drugs) => new(
        CardUuid.Of(request.HookInstance, NotReviewed),
        Shorten(gaps.Length == 1 ? gaps[0] : $"Not everything could be reviewed: {gaps[0]}"),
        string.Concat(gaps.Select(gap => $"- {gap}\n")),
        "info",
        new CardSource("MedRecCloud safety review", new CardTopic("urn:medreccloud:rule", NotReviewed, "Limits of the review")),
        Drugs: [.. drugs]);

    internal static string Shorten(string summary) => summary.Length <= 139 ? summary : summary[..138] + "…";
}
