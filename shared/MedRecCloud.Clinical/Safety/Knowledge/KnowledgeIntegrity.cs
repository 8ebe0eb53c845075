using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>Refuses a knowledge file in which a rule could never fire or could not be cited.</summary>
internal static class KnowledgeIntegrity
{
    /// <exception cref="InvalidDataException">Names every rule at fault.</exception>
    public static void Demand(KnowledgeFile file)
    {
        var selectors = file.Ingredients.SelectMany(ingredient => ingredient.Selectors).ToHashSet(StringComparer.Ordinal);
        var rules = Rules(file).ToArray();
        var faults = rules
            .SelectMany(rule => rule.Selectors.Where(selector => !selectors.Contains(selector)).Select(selector => $"{rule.Id} names {selector}")
                .Concat(rule.Sources.Where(source => !file.Sources.ContainsKey(source)).Select(source => $"{rule.Id} cites {source}")))
            .Concat(rules.GroupBy(rule => rule.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key} stands twice"))
            .ToArray();
        if (faults.Length > 0) throw new InvalidDataException("drug-knowledge.json: " + string.Join("; ", faults));
    }

    private static IEnumerable<(string Id, IEnumerable<string> Selectors, IEnumerable<string> Sources)> Rules(KnowledgeFile file) =>
    [
        .. file.Interactions.Select(rule => (rule.Id, rule.A.Concat(rule.B).Concat(Modifiers(rule)), One(rule.Source))),
        .. file.Allergies.Select(group => (
            group.Id, group.Direct.Concat(Given(group.Members)).Concat(group.Cross.SelectMany(cross => cross.Drugs)), One(group.Source).Concat(group.Cross.Select(cross => cross.Source)))),
        .. file.Renal.Select(rule => (rule.Id, Many(rule.Drugs), One(rule.Source))),
        .. ((ReadOnlySpan<ImmutableArray<DrugRule>>)[file.Hepatic.Rules, file.Pregnancy.Rules, file.Lactation.Rules]).ToArray()
            .SelectMany(rules => rules).Select(rule => (rule.Id, Many(rule.Drugs), One(rule.Source))),
        .. file.Age.Select(rule => (rule.Id, Many(rule.Drugs), One(rule.Source))),
        .. file.Conditions.Select(rule => (rule.Id, Many(rule.Drugs), One(rule.Source))),
        ("qt", file.Qt.Drugs.Concat(file.Qt.Possible), One(file.Qt.Source)),
        .. file.Indications.Keys.Select(selector => ($"indication of {selector}", One(selector), Enumerable.Empty<string>())),
    ];

    /// <summary>What the circumstances of an interaction name.</summary>
    private static IEnumerable<string> Modifiers(InteractionRule rule) => Given(rule.Modifiers).Select(modifier => modifier.When)
        .SelectMany(when => Given(when.Topical).Concat(Given(when.AnyMedication)).Concat(when.OtherOfClass is { } selector ? [selector] : []));

    private static ImmutableArray<T> Given<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static IEnumerable<string> Many(ImmutableArray<string> items) => items;

    private static IEnumerable<string> One(string item) => [item];
}
