using System.Runtime.CompilerServices;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>A recorded allergy to the drug, to its class, or to a class that cross-reacts.</summary>
internal sealed class AllergyCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    private readonly ConditionalWeakTable<AllergyFact, HashSet<string>> _ingredients = [];

    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context) =>
        context.Allergies.Where(IsInForce).SelectMany(allergy => Against(drug, allergy));

    /// <summary>A record that says nothing of allergies is not a patient who has none.</summary>
    public IEnumerable<string> MissingInputs(string drug, ClinicalContext context) =>
        context.Allergies.IsEmpty ? [SafetyChecks.NoAllergyList]
        : context.Allergies.Any(allergy => IsInForce(allergy) && !IsReadable(allergy)) ? [SafetyChecks.UnknownAllergyCode]
        : [];

    private IEnumerable<DetectedIssue> Against(string drug, AllergyFact allergy)
    {
        var substance = Substance(allergy);
        var ingredients = Ingredients(allergy);
        if (Names(drug).Any(name => Texts(allergy).Any(text => WordMatch.HasName(text, name))) || (knowledge.Find(drug) is { } known && ingredients.Contains(known.Name)))
        {
            yield return Issue("allergy-ingredient", IssueSeverity.High, $"Recorded allergy to {substance}, the drug itself.", "khan-2022");
        }

        foreach (var group in knowledge.Content.Allergies.Where(group => Recognises(group, allergy) || ingredients.Any(name => knowledge.MatchesAny(group.Members.IsDefault ? group.Direct : group.Members, name))))
        {
            if (knowledge.MatchesAny(group.Direct, drug)) yield return Issue(group.Id, IssueSeverity.High, $"Recorded allergy to {substance}, the drug's own class.", group.Source);
            // The first cross-reaction that covers the drug is the most specific one.
            else if (group.Cross.FirstOrDefault(cross => knowledge.MatchesAny(cross.Drugs, drug)) is { } cross)
            {
                yield return Issue(group.Id + "-cross", cross.Severity, $"Recorded allergy to {substance}: {cross.Detail}.", cross.Source);
            }
        }

        DetectedIssue Issue(string rule, IssueSeverity severity, string detail, string source) =>
            new(rule, IssueCode.Allergy, severity, drug, substance, detail, [allergy.Source], knowledge.Citation(source));
    }

    private static bool IsInForce(AllergyFact allergy) =>
        allergy.VerificationStatus is not ("refuted" or "entered-in-error") && allergy.ClinicalStatus is not ("inactive" or "resolved")
        && !allergy.Codes.Any(code => code.System == CodeSystems.Snomed && IsNone(code.Code)) && !Denies(allergy.Text);

    // No known allergy, no known drug allergy, no known environmental allergy, no known food allergy.
    private static bool IsNone(string code) => code is "716186003" or "409137002" or "428607008" or "429625007";

    /// <summary>"No known allergy to penicillin" is not an allergy to it; "no known allergies except penicillin" is, and "NKDA; penicillin: hives" may be.</summary>
    private static bool Denies(string text) => Denials.Any(denial => text.TrimStart().StartsWith(denial, StringComparison.OrdinalIgnoreCase))
        && !Exceptions.Any(word => WordMatch.HasName(text, word))
        && !(text.IndexOfAny([',', ';', '.', ':', '\n']) is >= 0 and var end && text.Skip(end).Any(char.IsLetter));

    private static string[] Denials => ["no known ", "no allerg", "not allergic", "no history of allerg", "denies ", "nka", "nkda"];

    private static string[] Exceptions => ["except", "exception", "excluding", "but", "only", "other than", "apart from", "besides"];

    /// <summary>True when there are words to compare, or a code that the knowledge has.</summary>
    private bool IsReadable(AllergyFact allergy) =>
        Texts(allergy).Any(text => text.Any(char.IsLetter) && allergy.Codes.All(code => code.Code != text))
        || Ingredients(allergy).Count > 0 || knowledge.Content.Allergies.Any(group => Recognises(group, allergy));

    /// <summary>The ingredients that its words (brands too) and codes name; read once for each allergy.</summary>
    private HashSet<string> Ingredients(AllergyFact allergy) => _ingredients.GetValue(allergy, one =>
    [
        .. Texts(one).SelectMany(text => IngredientNames.Parse(text)).Select(knowledge.Find).OfType<KnownIngredient>()
            .Concat(one.Codes.SelectMany(knowledge.Coded)).Select(ingredient => ingredient.Name),
    ]);

    private static string Substance(AllergyFact allergy) =>
        allergy.Text.Length > 0 ? allergy.Text : allergy.Codes.Select(code => code.Display).FirstOrDefault(display => display is { Length: > 0 }) ?? "an unnamed substance";

    private IEnumerable<string> Names(string drug) => knowledge.Find(drug) is { } known ? [known.Name, .. known.Synonyms] : [drug];

    private static bool Recognises(AllergyGroup group, AllergyFact allergy) =>
        allergy.Codes.Any(code => code.System == CodeSystems.Snomed && group.Snomed.Contains(code.Code))
        || Texts(allergy).Any(text => group.Terms.Any(term => WordMatch.HasGroup(text, term)));

    private static IEnumerable<string> Texts(AllergyFact allergy) => [allergy.Text, .. allergy.Codes.Select(code => code.Display).OfType<string>()];
}
