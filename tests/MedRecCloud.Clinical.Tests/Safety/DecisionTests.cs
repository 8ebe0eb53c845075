using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>When nothing is proposed, and what the reader is told.</summary>
public sealed class DecisionTests
{
    private static readonly ModelManifest s_manifest = Some.Model.Manifest("lisinopril", "metoprolol") with
    {
        DrugCounts = ImmutableSortedDictionary<string, DrugCount>.Empty.Add("AMB", new DrugCount(1.25, 1, 2)).Add("", new DrugCount(3, 2, 8)),
    };

    [Fact]
    public void A_deceased_patient_and_an_encounter_that_did_not_take_place_get_nothing()
    {
        Abstains(AbstentionReason.ModelNotApplicable, "The patient is recorded as deceased.", context => context with { Patient = context.Patient with { Deceased = true } });
        foreach (var status in (string[])["cancelled", "entered-in-error"])
            Abstains(AbstentionReason.ModelNotApplicable, "The encounter did not take place.", context => context with { Encounter = context.Encounter with { Status = status } });
    }

    [Fact]
    public void A_class_of_encounters_the_model_never_saw_gets_nothing_and_where_all_were_counted_together_any_is_served()
    {
        var classes = s_manifest with { DrugCounts = s_manifest.DrugCounts.Remove("") };
        Abstains(AbstentionReason.ModelNotApplicable, "The model was not trained on encounters of class IMP.", context => context with { Encounter = context.Encounter with { Class = "IMP" } }, manifest: classes);
        Abstains(AbstentionReason.ModelNotApplicable, "The model was not trained on encounters of class unknown.", context => context with { Encounter = context.Encounter with { Class = "" } }, manifest: classes);
        Assert.IsType<ProposalOutcome.Proposed>(Decide(context => context with { Encounter = context.Encounter with { Class = "IMP" } }));
        Assert.IsType<ProposalOutcome.Proposed>(Decide(context => context with { Encounter = context.Encounter with { Class = "IMP" } }, manifest: s_manifest with { DrugCounts = s_manifest.DrugCounts.Clear() }));
    }

    [Fact]
    public void A_class_that_was_not_among_the_training_encounters_gets_nothing_and_one_that_is_not_stated_is_served()
    {
        var ambulatory = s_manifest with { Classes = ["AMB"] };
        Abstains(AbstentionReason.ModelNotApplicable, "The model was not trained on encounters of class IMP.", context => context with { Encounter = context.Encounter with { Class = "IMP" } }, manifest: ambulatory);
        foreach (var name in (string[])["AMB", ""])
            Assert.IsType<ProposalOutcome.Proposed>(Decide(context => context with { Encounter = context.Encounter with { Class = name } }, manifest: ambulatory));
    }

    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    [InlineData(65, true)]
    [InlineData(66, false)]
    public void A_patient_younger_or_older_than_those_the_model_learnt_from_gets_nothing(int age, bool served)
    {
        var adults = s_manifest with { Ages = new AgeRange(18, 65) };
        Func<ClinicalContext, ClinicalContext> aged = _ => Some.Patient.Aged(age).With("Hypertension").Context;
        if (served) Assert.IsType<ProposalOutcome.Proposed>(Decide(aged, manifest: adults));
        else Abstains(AbstentionReason.ModelNotApplicable, $"The model was trained on patients from 18 to 65 years, not on those of {age}.", aged, manifest: adults);
    }

    [Fact]
    public void A_patient_of_unknown_age_is_served_and_a_model_that_names_no_ages_serves_all()
    {
        Assert.IsType<ProposalOutcome.Proposed>(Decide(context => context with { Patient = context.Patient with { BirthDate = null } }, manifest: s_manifest with { Ages = new AgeRange(18, 65) }));
        Assert.IsType<ProposalOutcome.Proposed>(Decide(_ => Some.Patient.Aged(3).With("Hypertension").Context));
    }

    [Fact]
    public void One_fact_of_any_kind_is_enough_to_go_by_and_none_is_not()
    {
        var nothing = Some.Patient.Aged(60).Context;
        Abstains(AbstentionReason.TooLittleInformation, "No condition, reason, note or earlier medicine is known.", _ => nothing);

        Proposes(_ => Some.Patient.Aged(60).With("Hypertension").Context);
        Proposes(_ => Some.Patient.Aged(60).Taking("metformin 500 MG").Context);
        Proposes(_ => nothing with { Notes = [new NoteSection(new ResourceKey("DocumentReference", "n"), NoteSectionKind.HistoryOfPresentIllness, 0, 4, "Ill.", null, null)] });
        Proposes(_ => nothing with { Encounter = nothing.Encounter with { Reasons = [new Coding(CodeSystems.Snomed, "38341003", "Hypertension")] } });
        Proposes(_ => nothing with { Procedures = [new ProcedureFact(new ResourceKey("Procedure", "p"), [], "Appendectomy", Some.Patient.Now, null)] });
    }

    [Fact]
    public void A_patient_most_of_whose_codes_are_unknown_to_the_model_gets_nothing()
    {
        Abstains(AbstentionReason.UnknownCodes, "81 % of this patient's codes are unknown to the model.", context => context, unknown: 0.81);
        Assert.IsType<ProposalOutcome.Proposed>(Decide(context => context, unknown: 0.8));
    }

    [Fact]
    public void A_drug_at_its_threshold_is_proposed_and_one_below_is_not()
    {
        Assert.IsType<ProposalOutcome.Proposed>(Decide(context => context, scores: [("lisinopril", 0.5)]));
        Abstains(AbstentionReason.LowConfidence, "No drug reached its threshold.", context => context, scores: [("lisinopril", 0.4999)]);
    }

    [Fact]
    public void More_drugs_than_comparable_encounters_ever_received_are_not_proposed()
    {
        Assert.IsType<ProposalOutcome.Proposed>(Decide(context => context, scores: [("lisinopril", 0.9), ("metoprolol", 0.8)]));
        Abstains(
            AbstentionReason.TooManyCandidates, "3 drugs passed; comparable encounters received 1.3 on average and at most 2.", context => context,
            scores: [("lisinopril", 0.9), ("metoprolol", 0.8), ("simvastatin", 0.7)]);
    }

    [Fact]
    public void Where_every_drug_is_rejected_each_is_kept_with_its_reason()
    {
        var outcome = Abstains(
            AbstentionReason.AllRejected, "Every drug above its threshold was rejected by the safety review.", _ => Some.Patient.Aged(60).With("Hypertension").AllergicTo("lisinopril").Context);

        Assert.Equal("lisinopril", Assert.Single(outcome.Rejected).Score.Drug);
    }

    private static void Proposes(Func<ClinicalContext, ClinicalContext> change) => Assert.IsType<ProposalOutcome.Proposed>(Decide(change));

    private static ProposalOutcome.Abstained Abstains(
        AbstentionReason reason, string detail, Func<ClinicalContext, ClinicalContext> change, double unknown = 0, ModelManifest? manifest = null, params (string, double)[] scores)
    {
        var abstained = Assert.IsType<ProposalOutcome.Abstained>(Decide(change, unknown, manifest, scores));
        Assert.Equal((reason, detail), (abstained.Reason, abstained.Detail));
        return abstained;
    }

    private static ProposalOutcome Decide(Func<ClinicalContext, ClinicalContext> change, double unknown = 0, ModelManifest? manifest = null, params (string, double)[] scores)
    {
        var request = Some.Patient.Aged(60).With("Hypertension").Request;
        InferenceRequest changed = request with { Context = change(request.Context) };
        return new ProposalDecision(Judge.Knowledge()).Decide(
            Some.Patient.Scores(scores.Length == 0 ? [("lisinopril", 0.9)] : scores) with { UnknownCodes = unknown }, changed, manifest ?? s_manifest);
    }
}
