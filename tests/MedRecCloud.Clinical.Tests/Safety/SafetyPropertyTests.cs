using CsCheck;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Clinical.Tests.Safety;

public sealed class SafetyPropertyTests
{
    private static readonly string[] s_drugs = [.. DrugKnowledge.Shipped.Content.Ingredients.Select(ingredient => ingredient.Name)];

    private static readonly System.Collections.Immutable.ImmutableArray<ISafetyCheck> s_checks = SafetyChecks.All(DrugKnowledge.Shipped);

    private static readonly string[] s_conditions =
        ["Normal pregnancy", "Heart failure", "Asthma", "Epilepsy", "Alcoholic cirrhosis", "Peptic ulcer", "Diabetes", "Dementia", "Long QT syndrome", "Gout", "Hypertension", "Breastfeeding"];

    private static readonly string[] s_allergens = ["Penicillin V", "cefdinir", "Aspirin", "sulfa drugs", "codeine", "lisinopril", "House dust mite", "simvastatin", "latex"];

    private static readonly Gen<GeneratedPatient> s_patients =
        from age in Gen.Int[0, 95]
        from female in Gen.Bool
        from conditions in Of(s_conditions).HashSet[0, 4]
        from allergens in Of(s_allergens).HashSet[0, 2]
        from medicines in Of(s_drugs).HashSet[0, 6]
        from egfr in Gen.Int[0, 130]
        from candidates in Of(s_drugs).HashSet[1, 7]
        from probabilities in Gen.Double[0.51, 0.99].Array[7]
        select new GeneratedPatient(age, female ? "female" : "male", [.. conditions], [.. allergens], [.. medicines], egfr, [.. candidates.Zip(probabilities)]);

    [Fact]
    public void No_grave_finding_reaches_a_proposal_unmarked_in_100000_patients() => s_patients.Sample(
        patient =>
        {
            var built = patient.Build();
            var context = built.Context;
            var review = Review(built, patient.Candidates);
            foreach (var proposal in review.Accepted)
            {
                var drugs = patient.Candidates.Select(candidate => candidate.Drug).Where(drug => drug != proposal.Score.Drug).ToArray();
                var grave = s_checks.SelectMany(check => check.Review(proposal.Score.Drug, drugs, context))
                    .Where(issue => issue.Severity == IssueSeverity.High);
                foreach (var issue in grave) Assert.Contains(proposal.Issues, marked => marked.RuleId == issue.RuleId && marked.With == issue.With);
            }

            Assert.All(review.Rejected, candidate => Assert.NotEmpty(candidate.Issues));
            Assert.All(review.Accepted, proposal => Assert.Contains(proposal.Score.Drug, patient.Candidates.Select(candidate => candidate.Drug)));
            Assert.Equal(patient.Candidates.Length, review.Accepted.Length + review.Rejected.Length);
        },
        iter: 100_000);

    [Fact]
    public void A_further_allergy_never_removes_an_issue_and_never_adds_a_proposal() => Gen.Select(s_patients, Of(s_allergens)).Sample(
        (patient, allergen) =>
        {
            var before = Review(patient.Build(), patient.Candidates);
            var after = Review(patient.Build().AllergicTo(allergen), patient.Candidates);
            Assert.Subset(Proposed(before), Proposed(after));
            Assert.Subset(Issues(after), Issues(before));
        },
        iter: 5_000);

    [Fact]
    public void The_order_of_the_candidates_changes_nothing() => s_patients.Sample(
        patient =>
        {
            var forwards = Review(patient.Build(), patient.Candidates);
            var backwards = Review(patient.Build(), [.. patient.Candidates.Reverse()]);
            Assert.Equal(forwards.Accepted.Select(proposal => proposal.Score), backwards.Accepted.Select(proposal => proposal.Score));
            Assert.Equal(forwards.Rejected.Select(candidate => (candidate.Score, candidate.Reason)), backwards.Rejected.Select(candidate => (candidate.Score, candidate.Reason)));
        },
        iter: 2_000);

    [Fact]
    public void A_drug_below_its_threshold_is_never_proposed() => s_patients.Sample(
        patient =>
        {
            var low = Some.Patient.Scores(patient.Candidates.Select(candidate => (candidate.Drug, candidate.Probability - 0.5)));
            var outcome = ProposalDecision.Shipped.Decide(low, patient.Build().With("Some condition").Request, Some.Model.Manifest([.. patient.Candidates.Select(candidate => candidate.Drug)]));
            Assert.Equal(AbstentionReason.LowConfidence, Assert.IsType<ProposalOutcome.Abstained>(outcome).Reason);
        },
        iter: 500);

    private static Gen<string> Of(string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static SafetyReview Review(Some.Patient patient, (string Drug, double Probability)[] candidates)
    {
        CandidateScores scores = Some.Patient.Scores(candidates);
        return new SafetyReviewer(s_checks, new EvidenceBuilder(DrugKnowledge.Shipped))
            .Review(scores.Scores, patient.Context, patient.Request.Prompt, scores);
    }

    private static HashSet<string> Proposed(SafetyReview review) => [.. review.Accepted.Select(proposal => proposal.Score.Drug)];

    private static HashSet<(string, string, string?)> Issues(SafetyReview review) =>
        [.. review.Accepted.SelectMany(proposal => proposal.Issues).Concat(review.Rejected.SelectMany(candidate => candidate.Issues)).Select(issue => (issue.Drug, issue.RuleId, issue.With))];

    private sealed record GeneratedPatient(
        int Age, string Sex, string[] Conditions, string[] Allergens, string[] Medicines, int Egfr, (string Drug, double Probability)[] Candidates)
    {
        public Some.Patient Build()
        {
            var patient = Some.Patient.Aged(Age, Sex);
            foreach (var condition in Conditions) patient.With(condition);
            foreach (var allergen in Allergens) patient.AllergicTo(allergen);
            foreach (var medicine in Medicines) patient.Taking(medicine);
            return Egfr > 0 ? patient.Lab("33914-3", Egfr, "mL/min") : patient;
        }
    }
}
