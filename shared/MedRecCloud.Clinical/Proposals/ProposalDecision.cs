using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Clinical.Proposals;

/// <summary>
/// Turns scores into an outcome: applicable? informed? above threshold? not more than comparable encounters received? safe? Every "no" is an abstention with its reason.
/// Pure and deterministic; the order of the scores does not matter.
/// </summary>
public sealed class ProposalDecision(DrugKnowledge knowledge)
{
    private readonly SafetyReviewer _reviewer = new(SafetyChecks.All(knowledge), new EvidenceBuilder(knowledge));

    /// <summary>Decides with the knowledge file shipped with the product.</summary>
    public static ProposalDecision Shipped { get; } = new(DrugKnowledge.Shipped);

    /// <summary>Version of the knowledge the decision rests on.</summary>
    public string KnowledgeVersion => knowledge.Version;

    public ProposalOutcome Decide(CandidateScores scores, InferenceRequest request, ModelManifest manifest)
    {
        var context = request.Context;
        if (NotApplicable(context, manifest) is { } why) return Abstain(AbstentionReason.ModelNotApplicable, why);
        if (IsEmpty(context)) return Abstain(AbstentionReason.TooLittleInformation, "No condition, reason, note or earlier medicine is known.");
        if (scores.UnknownCodes > 0.8) return Abstain(AbstentionReason.UnknownCodes, $"{scores.UnknownCodes:P0} of this patient's codes are unknown to the model.");

        var passed = scores.Scores.Where(score => score.Probability >= score.Threshold).ToArray();
        if (passed.Length == 0) return Abstain(AbstentionReason.LowConfidence, "No drug reached its threshold.");
        if (Count(context.Encounter.Class, manifest) is { } usual && passed.Length > usual.Upper)
            return Abstain(AbstentionReason.TooManyCandidates, $"{passed.Length} drugs passed; comparable encounters received {usual.Mean:0.#} on average and at most {usual.Upper}.");

        var review = _reviewer.Review(passed, context, request.Prompt, scores);
        return review.Accepted.IsEmpty
            ? new ProposalOutcome.Abstained(AbstentionReason.AllRejected, "Every drug above its threshold was rejected by the safety review.", review.Rejected, review.MissingInputs)
            : new ProposalOutcome.Proposed(review);
    }

    private static string? NotApplicable(ClinicalContext context, ModelManifest manifest) => context switch
    {
        { Patient.Deceased: true } => "The patient is recorded as deceased.",
        { Encounter.Status: "entered-in-error" or "cancelled" } => "The encounter did not take place.",
        { Age: { } age } when manifest.Ages is { } ages && !ages.Covers(age) =>
            $"The model was trained on patients from {ages.From} to {ages.To} years, not on those of {age}.",
        { Encounter.Class: var name } when !IsTrainedOn(name, manifest) => $"The model was not trained on encounters of class {(name.Length > 0 ? name : "unknown")}.",
        _ => null,
    };

    /// <summary>A class that is not stated is no other class: it is served where encounters of all classes were counted together.</summary>
    private static bool IsTrainedOn(string name, ModelManifest manifest) =>
        (name.Length == 0 || manifest.Classes.IsDefaultOrEmpty || manifest.Classes.Contains(name)) && (manifest.DrugCounts.IsEmpty || Count(name, manifest) is not null);

    private static DrugCount? Count(string encounterClass, ModelManifest manifest) =>
        manifest.DrugCounts.GetValueOrDefault(encounterClass) ?? manifest.DrugCounts.GetValueOrDefault("");

    private static bool IsEmpty(ClinicalContext context) =>
        context is { Conditions.IsEmpty: true, Medications.IsEmpty: true, Notes.IsEmpty: true, Encounter.Reasons.IsDefaultOrEmpty: true, Procedures.IsEmpty: true };

    private static ProposalOutcome.Abstained Abstain(AbstentionReason reason, string detail) => new(reason, detail, [], ImmutableArray<string>.Empty);
}
