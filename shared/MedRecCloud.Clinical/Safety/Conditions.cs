using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Safety;

/// <summary>Recognises conditions by the beginnings of words in their text, so that SNOMED CT, ICD-10 and local codes are served alike.</summary>
internal static class Conditions
{
    /// <summary>Active conditions whose text or code display contains one of the fragments.</summary>
    public static IEnumerable<ConditionFact> Active(ClinicalContext context, ImmutableArray<string> fragments) =>
        Recorded(context, fragments).Where(condition => condition.IsActiveAt(context.PredictionTime));

    /// <summary>The same, those that are over included.</summary>
    public static IEnumerable<ConditionFact> Recorded(ClinicalContext context, ImmutableArray<string> fragments) => context.Conditions
        .Where(condition => fragments.Any(fragment => Mentions(condition, fragment)))
        .OrderBy(condition => condition.Source.ToString(), StringComparer.Ordinal);

    private static bool Mentions(ConditionFact condition, string fragment) =>
        WordMatch.HasWordStart(condition.Text, fragment)
        || condition.Codes.Any(code => code.Display is { } display && WordMatch.HasWordStart(display, fragment));
}
