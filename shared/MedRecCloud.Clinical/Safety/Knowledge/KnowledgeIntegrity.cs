using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>Refuses a knowledge file in which a rule could never fire or could not be cited.</summary>
internal static class KnowledgeIntegrity
{
    /// <exception cref="InvalidDataException">Names every rule at fault.</exception>
    public static void Demand(KnowledgeFile file, IReadOnlyDictionary<string, KnownIngredient> ingredients)
    {
        var classes = file.Ingredients.SelectMany(ingredient => ingredient.Classes).ToHashSet(StringComparer.Ordinal);
        var faults = Rules(file)
            .SelectMany(rule => rule.Selectors.Where(Unknown).Select(selector => $"{rule.Id} names {selector}")
                .Concat(file.Sources.ContainsKey(rule.Source) ? [] : [$"{rule.Id} cites {rule.Source}"]))
            .Concat(Rules(file).GroupBy(rule => rule.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key} stands twice"))
            .ToArray();
        if (faults.Length > 0) throw new InvalidDataException("drug-knowledge.json: " + string.Join("; ", faults));

        bool Unknown(string selector) =>
            selector.StartsWith("class:", StringComparison.Ordinal) ? !classes.Contains(selector[6..]) : !ingredients.ContainsKey(selector);
    }

    private static IEnumerable<(string Id, IEnumerable<string> Selectors, string Source)> Rules(KnowledgeFile file) =>
        file.Interactions.Select(rule => (rule.Id, rule.A.Concat(rule.B), rule.Source))
            .Concat(file.Allergies.Select(group => (group.Id, group.Direct.Concat(group.Cross.SelectMany(cross => cross.Drugs)), group.Source)))
            .Concat(file.Renal.Select(rule => (rule.Id, rule.Drugs.AsEnumerable(), rule.Source)))
            .Concat(file.Hepatic.Rules.Concat(file.Pregnancy.Rules).Concat(file.Lactation.Rules).Select(rule => (rule.Id, rule.Drugs.AsEnumerable(), rule.Source)))
            .Concat(file.Age.Select(rule => (rule.Id, rule.Drugs.AsEnumerable(), rule.Source)))
            .Concat(file.Conditions.Select(rule => (rule.Id, rule.Drugs.AsEnumerable(), rule.Source)))
            .Append(("qt", file.Qt.Drugs.Concat(file.Qt.Possible), file.Qt.Source))
            .Concat(file.Indications.Keys.Select(selector => ($"indication of {selector}", (IEnumerable<string>)ImmutableArray.Create(selector), file.Qt.Source)));
}
