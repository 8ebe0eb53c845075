using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>
/// The versioned, cited knowledge the safety checks reason from (<c>drug-knowledge.json</c>, embedded). Written for this product from the sources it names;
/// it is not complete and does not replace a licensed drug database.
/// </summary>
public sealed class DrugKnowledge
{
    private static readonly Lazy<DrugKnowledge> s_shipped = new(Load);

    private readonly FrozenDictionary<string, KnownIngredient> _byName;
    private readonly FrozenDictionary<(string, string), ImmutableArray<InteractionRule>> _interactions;
    private readonly ConcurrentDictionary<string[], FrozenSet<string>> _members = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="InvalidDataException">A rule names an ingredient, class or source that the file does not define.</exception>
    internal DrugKnowledge(KnowledgeFile file)
    {
        Content = file;
        var names = new Dictionary<string, KnownIngredient>(StringComparer.OrdinalIgnoreCase);
        foreach (var ingredient in file.Ingredients)
        {
            names[ingredient.Name] = ingredient;
            foreach (var synonym in ingredient.Synonyms) names.TryAdd(synonym, ingredient);
        }

        _byName = names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _interactions = ExpandInteractions();
        KnowledgeIntegrity.Demand(file, _byName);
    }

    /// <summary>The file shipped with the product, read once.</summary>
    public static DrugKnowledge Shipped => s_shipped.Value;

    public string Version => Content.Version;

    internal KnowledgeFile Content { get; }

    /// <summary>Finds an ingredient by its name or a synonym; null when the file does not know it.</summary>
    public KnownIngredient? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>True when any rule names the two drugs, whatever its severity; never for a drug with itself.</summary>
    public bool Interact(string one, string other) => !Interactions(one, other).IsEmpty;

    /// <summary>The cited source of a rule.</summary>
    public string Citation(string source) => Content.Sources[source];

    /// <summary>True when a selector (an ingredient's name, or <c>class:</c> and a class) covers the drug.</summary>
    internal bool Matches(string selector, string drug)
    {
        var known = Find(drug);
        return selector.StartsWith("class:", StringComparison.Ordinal)
            ? known is not null && known.Classes.Contains(selector[6..])
            : string.Equals(selector, known?.Name ?? drug, StringComparison.OrdinalIgnoreCase);
    }

    internal bool MatchesAny(ImmutableArray<string> selectors, string drug)
    {
        var name = Find(drug)?.Name ?? drug;
        // A rule's selectors are spelt out once; the array itself is the key, since a knowledge file never changes after loading.
        var members = _members.GetOrAdd(ImmutableCollectionsMarshal.AsArray(selectors)!, Expand);
        return members.Contains(name);
    }

    /// <summary>The interaction rules between two drugs, in file order; none for a drug with itself.</summary>
    internal ImmutableArray<InteractionRule> Interactions(string one, string other) =>
        _interactions.GetValueOrDefault((Find(one)?.Name ?? one, Find(other)?.Name ?? other), []);

    private FrozenDictionary<(string, string), ImmutableArray<InteractionRule>> ExpandInteractions()
    {
        var pairs = new Dictionary<(string, string), List<InteractionRule>>();
        foreach (var rule in Content.Interactions)
        {
            foreach (var a in Expand([.. rule.A]))
            {
                foreach (var b in Expand([.. rule.B]))
                {
                    if (a == b) continue;
                    Add(a, b, rule);
                    Add(b, a, rule);
                }
            }
        }

        return pairs.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray());

        void Add(string a, string b, InteractionRule rule)
        {
            if (!pairs.TryGetValue((a, b), out var rules)) pairs[(a, b)] = rules = [];
            if (!rules.Contains(rule)) rules.Add(rule);
        }
    }

    private FrozenSet<string> Expand(string[] selectors) => Content.Ingredients.Select(ingredient => ingredient.Name)
        .Where(name => selectors.Any(selector => Matches(selector, name))).ToFrozenSet(StringComparer.Ordinal);

    private static DrugKnowledge Load()
    {
        using var stream = typeof(DrugKnowledge).Assembly.GetManifestResourceStream("drug-knowledge.json")!;
        return new DrugKnowledge(JsonSerializer.Deserialize<KnowledgeFile>(stream, ClinicalJson.Options)!);
    }
}
