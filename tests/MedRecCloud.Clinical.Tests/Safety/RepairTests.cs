using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>Which of several candidates stays, and what is said of the other.</summary>
public sealed class RepairTests
{
    [Fact]
    public void The_better_supported_of_two_that_interact_stays_marked_and_the_other_is_told_why()
    {
        var review = Judge.Review(Some.Patient.Aged(70), ("warfarin", 0.6), ("ibuprofen", 0.9));

        Assert.Equal(["ibuprofen"], Judge.Drugs(review.Accepted));
        Assert.Equal(IssueSeverity.High, review.Accepted[0].Issues[0].Severity);
        Assert.Equal("Interacts with ibuprofen, which is better supported.", Assert.Single(review.Rejected).Reason);
    }

    [Fact]
    public void Of_two_that_are_supported_alike_the_first_by_name_stays() =>
        Assert.Equal(["ibuprofen"], Judge.Drugs(Judge.Review(Some.Patient.Aged(70), ("warfarin", 0.8), ("ibuprofen", 0.8)).Accepted));

    [Fact]
    public void A_new_drug_never_displaces_a_medicine_the_patient_is_on()
    {
        var review = Judge.Review(Some.Patient.Aged(70).Taking("Warfarin Sodium 5 MG"), ("ibuprofen", 0.95), ("warfarin", 0.6));

        Assert.Equal(["warfarin"], Judge.Drugs(review.Accepted));
        var rejected = Assert.Single(review.Rejected);
        Assert.Equal("ibuprofen", rejected.Score.Drug);
        Assert.StartsWith("Interacts with warfarin: Bleeding", rejected.Reason);
    }

    [Fact]
    public void A_drug_that_a_medicine_on_board_forbids_displaces_nobody_whatever_else_speaks_against_it()
    {
        var review = Judge.Review(Some.Patient.Aged(50).Taking("gemfibrozil 600 MG").AllergicTo("simvastatin"), ("simvastatin", 0.9), ("clarithromycin", 0.8));

        Assert.Equal(["clarithromycin"], Judge.Drugs(review.Accepted));
        Assert.Equal("simvastatin", Assert.Single(review.Rejected).Score.Drug);
    }

    [Fact]
    public void Of_two_medicines_that_the_patient_is_on_the_better_supported_is_continued() =>
        Assert.Equal(["warfarin"], Judge.Drugs(Judge.Review(Some.Patient.Aged(70).Taking("Warfarin Sodium 5 MG").Taking("ibuprofen 400 MG"), ("ibuprofen", 0.6), ("warfarin", 0.9)).Accepted));

    [Fact]
    public void A_drug_rejected_for_an_allergy_still_displaces_so_that_an_allergy_never_adds_a_proposal()
    {
        var review = Judge.Review(Some.Patient.Aged(70).AllergicTo("ibuprofen"), ("ibuprofen", 0.9), ("warfarin", 0.6));

        Assert.Empty(review.Accepted);
        Assert.Equal(["Recorded allergy to ibuprofen, the drug itself.", "Interacts with ibuprofen, which is better supported."], review.Rejected.Select(candidate => candidate.Reason));
    }

    [Fact]
    public void A_displaced_drug_displaces_nobody()
    {
        // sildenafil–nitroglycerin and simvastatin–clarithromycin are pairs of their own; the third of a chain stays when the second is gone.
        var review = Judge.Review(Some.Patient.Aged(70), ("ibuprofen", 0.9), ("warfarin", 0.8), ("naproxen", 0.7));

        Assert.Equal(["ibuprofen", "naproxen"], Judge.Drugs(review.Accepted));
    }

    [Fact]
    public void Findings_are_told_the_gravest_first_then_by_rule_and_drug()
    {
        var patient = Some.Patient.Aged(80).Taking("Warfarin Sodium 5 MG").Taking("prednisone 5 MG").With("Chronic heart failure").Lab("33914-3", 50, "mL/min").AllergicTo("Penicillin V");

        var issues = Assert.Single(Judge.Review(patient, ("ibuprofen", 0.9)).Rejected).Issues;

        Assert.Equal(issues.OrderByDescending(issue => issue.Severity).ThenBy(issue => issue.RuleId, StringComparer.Ordinal).ThenBy(issue => issue.With, StringComparer.Ordinal), issues);
        Assert.Equal(["condition-nsaid-heart-failure", "ddi-warfarin-nsaid"], issues.Where(issue => issue.Severity == IssueSeverity.High).Select(issue => issue.RuleId));
        Assert.True(issues.Length > 3);

        var twins = Assert.Single(Judge.Review(Some.Patient.Aged(50).Taking("atorvastatin 10 MG").Taking("pravastatin 10 MG"), ("simvastatin", 0.9)).Accepted).Issues;
        Assert.Equal(["atorvastatin", "pravastatin"], twins.Where(issue => issue.RuleId == "duplicate-atc4").Select(issue => issue.With));
    }

    [Fact]
    public void The_gravest_finding_is_the_reason()
    {
        var rejected = Assert.Single(Judge.Review(Some.Patient.Aged(80).With("Chronic heart failure"), ("ibuprofen", 0.9)).Rejected);
        Assert.Equal("Chronic heart failure: Fluid retention.", rejected.Reason);
    }
}
