using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>The shape of <c>drug-knowledge.json</c>. Selectors are ingredient names or <c>class:</c> followed by a class.</summary>
internal sealed record KnowledgeFile(
    string Version,
    ImmutableSortedDictionary<string, string> Sources,
    ImmutableArray<KnownIngredient> Ingredients,
    ImmutableArray<InteractionRule> Interactions,
    ImmutableArray<AllergyGroup> Allergies,
    ImmutableArray<RenalRule> Renal,
    RenalInputs RenalLoinc,
    HepaticRules Hepatic,
    PregnancyRules Pregnancy,
    LactationRules Lactation,
    ImmutableArray<AgeRule> Age,
    ImmutableArray<ConditionRule> Conditions,
    QtRules Qt,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Indications);
