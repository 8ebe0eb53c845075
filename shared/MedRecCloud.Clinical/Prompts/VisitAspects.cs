using System.Collections.Immutable;
using System.Globalization;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>What makes a visit comparable to others, as codes: what <see cref="Scoring.UsageTable"/> counts orders by. Holds no identity and nothing later than t0.</summary>
/// <param name="Type">First code of Encounter.type; empty when missing.</param>
/// <param name="Reason">First code of Encounter.reasonCode; empty when missing.</param>
/// <param name="Group">Administrative gender and band of twenty years, e.g. <c>female 40</c>.</param>
/// <param name="Present">Conditions recorded in the visit, sorted.</param>
/// <param name="Active">Conditions that had begun and not ended at t0, those of the visit included, sorted.</param>
public sealed record VisitAspects(string Type, string Reason, string Group, ImmutableArray<string> Present, ImmutableArray<string> Active)
{
    /// <summary>A visit of which nothing is known.</summary>
    public static VisitAspects None { get; } = new("", "", "", [], []);

    public static VisitAspects Of(ClinicalContext context)
    {
        var encounter = context.Encounter;
        var age = context.Age is { } years ? (years / 20 * 20).ToString(CultureInfo.InvariantCulture) : "unknown";
        return new VisitAspects(
            First(encounter.Types), First(encounter.Reasons), $"{context.Patient.Sex} {age}",
            Codes(fact => fact.Encounter == encounter.Source.Id),
            Codes(fact => fact.Encounter == encounter.Source.Id || fact.IsActiveAt(context.PredictionTime)));

        ImmutableArray<string> Codes(Func<ConditionFact, bool> counts) =>
            [.. context.Conditions.Where(counts).Select(fact => First(fact.Codes)).Where(code => code.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string First(ImmutableArray<Coding> codes) => codes.IsDefaultOrEmpty ? "" : codes[0].Code;
}
