using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>Asks the checks about one drug in one patient, with the shipped knowledge.</summary>
internal static class Judge
{
    public static DrugKnowledge Knowledge() => DrugKnowledge.Shipped;

    public static DetectedIssue[] Issues(Some.Patient patient, string drug, params string[] others) => Issues(patient.Context, drug, others);

    public static DetectedIssue[] Issues(ClinicalContext context, string drug, params string[] others) =>
        [.. SafetyChecks.All(Knowledge()).SelectMany(check => check.Review(drug, others, context))];

    public static DetectedIssue The(string rule, Some.Patient patient, string drug, params string[] others) => Assert.Single(Issues(patient, drug, others), issue => issue.RuleId == rule);

    public static bool Finds(string rule, Some.Patient patient, string drug, params string[] others) => Issues(patient, drug, others).Any(issue => issue.RuleId == rule);

    public static bool Finds(string rule, ClinicalContext context, string drug) => Issues(context, drug).Any(issue => issue.RuleId == rule);

    public static string[] Missing(Some.Patient patient, string drug) => [.. SafetyChecks.All(Knowledge()).SelectMany(check => check.MissingInputs(drug, patient.Context))];

    public static SafetyReview Review(Some.Patient patient, params (string Drug, double Probability)[] candidates)
    {
        var scores = Some.Patient.Scores(candidates);
        return new SafetyReviewer(SafetyChecks.All(Knowledge()), new EvidenceBuilder(Knowledge())).Review(scores.Scores, patient.Context, patient.Request.Prompt, scores);
    }

    public static string[] Drugs(IEnumerable<MedicationProposal> proposals) => [.. proposals.Select(proposal => proposal.Score.Drug)];
}
