using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety.Checks;

/// <summary>A recorded allergy to the drug, to its class, or to a class that cross-reacts.</summary>
internal sealed class AllergyCheck(DrugKnowledge knowledge) : ISafetyCheck
{
    public IEnumerable<DetectedIssue> Review(string drug, IReadOnlyCollection<string> others, ClinicalContext context) =>
        context.Allergies.Where(IsInForce).SelectMany(allergy => Against(drug, allergy));

    /// <summary>A record that says nothing of allergies is not a patient who has none.</summary>
    public IEnumerable<string> MissingInputs(string drug, ClinicalContext context) => context.Allergies.IsEmpty ? [SafetyChecks.NoAllergyList] : [];

    private IEnumerable<DetectedIssue> Against(string drug, AllergyFact allergy)
    {
        var substance = Substance(allergy);
        if (Names(drug).Any(name => Texts(allergy).Any(text => WordMatch.HasName(text, name))))
        {
            yield return Issue("allergy-ingredient", IssueSeverity.High, $"Recorded allergy to {substance}, the drug itself.", "khan-2022");
        }

        foreach (var group in knowledge.Content.Allergies.Where(group => Recognises(group, allergy)))
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
        allergy.VerificationStatus is not ("refuted" or "entered-in-error") && allergy.ClinicalStatus is not ("inactive" or "resolved");

    private static string Substance(AllergyFact allergy) =>
        allergy.Text.Length > 0 ? allergy.Text : allergy.Codes.Select(code => code.Display).FirstOrDefault(display => display is { Length: > 0 }) ?? "an unnamed substance";

    private IEnumerable<string> Names(string drug) => knowledge.Find(drug) is { } known ? [known.Name, .. known.Synonyms] : [drug];

    private static bool Recognises(AllergyGroup group, AllergyFact allergy) =>
        allergy.Codes.Any(code => code.System == CodeSystems.Snomed && group.Snomed.Contains(code.Code))
        || Texts(allergy).Any(text => group.Terms.Any(term => WordMatch.HasGroup(text, term)));

    private static IEnumerable<string> Texts(AllergyFact allergy) => [allergy.Text, .. allergy.Codes.Select(code => code.Display).OfType<string>()];
}
