using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>
/// The versioned, cited knowledge the safety checks reason from (<c>drug-knowledge.json</c>, embedded). Written for this product from the sources it names;
/// it is not complete and does not replace a licensed drug database.
/// </summary>
public sealed class DrugKnowledge
{
    private static readonly Lazy<DrugKnowledge> s_shipped = new(Load);

    private readonly Dictionary<string, KnownIngredient> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string, string), ImmutableArray<InteractionRule>> _interactions = [];

    /// <exception cref="InvalidDataException">A rule names an ingredient, class or source that the file does not define.</exception>
    internal DrugKnowledge(KnowledgeFile file)
    {
        KnowledgeIntegrity.Demand(file);
        Content = file;
        foreach (var ingredient in file.Ingredients) _byName[ingredient.Name] = ingredient;
        foreach (var ingredient in file.Ingredients)
        {
            foreach (var synonym in ingredient.Synonyms) _byName.TryAdd(synonym, ingredient);
        }

        foreach (var rule in file.Interactions)
        {
            foreach (var pair in Pairs(rule)) _interactions[pair] = Interactions(pair.One, pair.Other).Add(rule);
        }
    }

    /// <summary>The file shipped with the product, read once.</summary>
    public static DrugKnowledge Shipped => s_shipped.Value;

    public string Version => Content.Version;

    internal KnowledgeFile Content { get; }

    /// <summary>Finds an ingredient by its name or a synonym; null when the file does not know it.</summary>
    public KnownIngredient? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Every LOINC code that a check asks for.</summary>
    public IEnumerable<string> ObservationCodes =>
    [
        .. Content.RenalLoinc.Creatinine, .. Content.RenalLoinc.Egfr, .. Content.Hepatic.Alt.Loinc, .. Content.Qt.Loinc,
        .. Content.Pregnancy.Loinc, .. Content.Pregnancy.DueDate, .. Content.Lactation.Loinc,
        .. Content.Interactions.Where(rule => !rule.Modifiers.IsDefault).SelectMany(rule => rule.Modifiers)
            .SelectMany(modifier => (LabLimit?[])[modifier.When.LabAbove, modifier.When.LabBelow]).OfType<LabLimit>().SelectMany(limit => limit.Loinc),
    ];

    /// <summary>True when any rule names the two drugs, whatever its severity; never for a drug with itself.</summary>
    public bool Interact(string one, string other) => !Interactions(one, other).IsEmpty;

    /// <summary>The ingredients that a code of RxNorm or ATC stands for.</summary>
    internal IEnumerable<KnownIngredient> Coded(Coding code) => code.System switch
    {
        CodeSystems.RxNorm => Content.Ingredients.Where(ingredient => ingredient.Rxnorm == code.Code),
        CodeSystems.Atc => Content.Ingredients.Where(ingredient => ingredient.Atc.Contains(code.Code)),
        _ => [],
    };

    /// <summary>The cited source of a rule.</summary>
    public string Citation(string source) => Content.Sources[source];

    /// <summary>True when a selector (an ingredient's name, or <c>class:</c> and a class) covers the drug.</summary>
    internal bool Matches(string selector, string drug) => Find(drug)?.Selectors.Contains(selector) == true;

    internal bool MatchesAny(ImmutableArray<string> selectors, string drug) => Find(drug) is { } known && selectors.Any(known.Selectors.Contains);

    /// <summary>The interaction rules between two drugs, in file order; none for a drug with itself.</summary>
    internal ImmutableArray<InteractionRule> Interactions(string one, string other) =>
        _interactions.GetValueOrDefault((Find(one)?.Name ?? one, Find(other)?.Name ?? other), []);

    /// <summary>Both ways round, each once.</summary>
    private IEnumerable<(string One, string Other)> Pairs(InteractionRule rule) =>
        (from a in Members(rule.A) from b in Members(rule.B) where a != b from pair in new[] { (a, b), (b, a) } select pair).Distinct();

    private IEnumerable<string> Members(ImmutableArray<string> selectors) => Content.Ingredients.Select(ingredient => ingredient.Name).Where(name => MatchesAny(selectors, name));

    private static DrugKnowledge Load()
    {
        using var stream = typeof(DrugKnowledge).Assembly.GetManifestResourceStream("drug-knowledge.json")!;
        return new DrugKnowledge(JsonSerializer.Deserialize<KnowledgeFile>(stream, ClinicalJson.Options)!);
    }
}
