using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Checks;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>On which side of its limit a value falls, to the unit.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData(11, "codeine", "age-codeine-12", true)]
    [InlineData(12, "codeine", "age-codeine-12", false)]
    [InlineData(64, "diazepam", "age-beers-benzodiazepine", false)]
    [InlineData(65, "diazepam", "age-beers-benzodiazepine", true)]
    public void Age(int years, string drug, string rule, bool finds) => Assert.Equal(finds, Judge.Finds(rule, Some.Patient.Aged(years), drug));

    [Theory]
    [InlineData(29.9, "renal-metformin")]
    [InlineData(30, "renal-metformin-45")]
    [InlineData(44.9, "renal-metformin-45")]
    [InlineData(45, null)]
    public void Kidney_function_undercuts_the_tightest_limit_alone(double egfr, string? rule) =>
        Assert.Equal(rule, Judge.Issues(Some.Patient.Aged(50).Lab("33914-3", (decimal)egfr, "mL/min"), "metformin").SingleOrDefault(issue => issue.Code == IssueCode.RenalFunction)?.RuleId);

    [Theory]
    [InlineData(120, false)]
    [InlineData(120.1, true)]
    public void Liver_enzyme(double alt, bool finds) => Assert.Equal(finds, Judge.Finds("hepatic-methotrexate", Some.Patient.Aged(50).Lab("1742-6", (decimal)alt, "U/L"), "methotrexate"));

    [Theory]
    [InlineData(469, null)]
    [InlineData(470, IssueSeverity.Moderate)]
    [InlineData(499, IssueSeverity.Moderate)]
    [InlineData(500, IssueSeverity.High)]
    public void Qt_interval_with_a_drug_of_known_risk(int milliseconds, IssueSeverity? severity) =>
        Assert.Equal(severity, Judge.Issues(Some.Patient.Aged(50).Lab("8634-8", milliseconds, "ms"), "haloperidol").SingleOrDefault(issue => issue.RuleId == "qt-interval")?.Severity);

    [Fact]
    public void A_drug_of_possible_risk_is_graded_lower_and_one_without_risk_not_at_all()
    {
        var possible = Judge.Knowledge().Content.Ingredients.First(ingredient => ingredient.Classes.Contains("qt-possible")).Name;
        var patient = Some.Patient.Aged(50).Lab("8634-8", 520, "ms").Taking("amiodarone 200 MG").With("Long QT syndrome");

        Assert.Equal(IssueSeverity.Moderate, Judge.The("qt-interval", patient, possible).Severity);
        Assert.Equal(IssueSeverity.Low, Judge.The("qt-pair", patient, possible).Severity);
        Assert.Equal(IssueSeverity.Moderate, Judge.The("qt-pair", patient, "haloperidol").Severity);
        Assert.DoesNotContain(Judge.Issues(patient, "acetaminophen"), issue => issue.Code == IssueCode.QtProlongation);
    }

    [Theory]
    [InlineData("10535-3", 2.0, "digoxin", "cyclosporine", "", IssueSeverity.Moderate)]
    [InlineData("10535-3", 2.1, "digoxin", "cyclosporine", " (the digoxin concentration is above 2.0 ng/mL)", IssueSeverity.High)]
    [InlineData("2823-3", 3.5, "digoxin", "cyclosporine", "", IssueSeverity.Moderate)]
    [InlineData("2823-3", 3.4, "digoxin", "cyclosporine", " (potassium is low)", IssueSeverity.Moderate)]
    [InlineData("33914-3", 60, "digoxin", "cyclosporine", "", IssueSeverity.Moderate)]
    [InlineData("33914-3", 59, "digoxin", "cyclosporine", " (renal function is reduced)", IssueSeverity.Moderate)]
    [InlineData("2823-3", 5.0, "lisinopril", "spironolactone", "", IssueSeverity.Moderate)]
    [InlineData("2823-3", 5.1, "lisinopril", "spironolactone", " (potassium is above 5.0 mmol/L)", IssueSeverity.High)]
    public void Circumstances_of_an_interaction(string loinc, double value, string drug, string other, string because, IssueSeverity severity)
    {
        var finding = Assert.Single(Judge.Issues(Some.Patient.Aged(50).Lab(loinc, (decimal)value, "u"), drug, other), issue => issue.Code == IssueCode.DrugInteraction);

        Assert.Equal(severity, finding.Severity);
        Assert.EndsWith("." + because, finding.Detail);
    }

    [Fact]
    public void What_protects_the_stomach_counts_when_it_is_on_board_and_when_it_is_proposed_and_when_it_is_both()
    {
        var (alone, protectedBy) = (Some.Patient.Aged(70).Taking("Warfarin Sodium 5 MG"), Some.Patient.Aged(70).Taking("Warfarin Sodium 5 MG").Taking("Omeprazole 20 MG"));
        Assert.Equal(IssueSeverity.High, Judge.The("ddi-warfarin-nsaid", alone, "ibuprofen").Severity);
        Assert.Equal(IssueSeverity.Moderate, Judge.The("ddi-warfarin-nsaid", alone, "ibuprofen", "omeprazole").Severity);
        Assert.Equal(IssueSeverity.Moderate, Judge.The("ddi-warfarin-nsaid", protectedBy, "ibuprofen").Severity);
        Assert.Equal(IssueSeverity.Moderate, Judge.The("ddi-warfarin-nsaid", protectedBy, "ibuprofen", "omeprazole").Severity);
    }

    [Fact]
    public void A_circumstance_that_names_nothing_never_holds_and_one_of_two_topical_drugs_is_enough()
    {
        var context = Some.Patient.Aged(70).Taking("Diclofenac Sodium 1 % Gel").Context;
        var test = new CircumstanceTest(Judge.Knowledge(), context, CurrentMedicines.Of(context), []);
        Assert.False(test.Holds(new Circumstance(default, default, default, null, null, null, null, null), "diclofenac", "warfarin"));
        Assert.True(test.Holds(new Circumstance(["ketorolac", "diclofenac"], default, default, null, null, null, null, null), "diclofenac", "warfarin"));
        Assert.False(test.Holds(new Circumstance(["ketorolac"], default, default, null, null, null, null, null), "diclofenac", "warfarin"));
    }

    [Fact]
    public void Of_the_other_candidates_only_those_that_prolong_the_QT_interval_make_a_pair()
    {
        Assert.False(Judge.Finds("qt-pair", Some.Patient.Aged(50), "haloperidol", "acetaminophen"));
        Assert.True(Judge.Finds("qt-pair", Some.Patient.Aged(50), "haloperidol", "acetaminophen", "amiodarone"));
        Assert.False(Judge.Finds("qt-pair", Some.Patient.Aged(50).Taking("haloperidol 5 MG"), "haloperidol"));
    }

    [Theory]
    [InlineData(65, IssueSeverity.Moderate)]
    [InlineData(66, IssueSeverity.High)]
    public void Age_as_a_circumstance(int years, IssueSeverity severity) => Assert.Equal(severity, Judge.The("ddi-warfarin-nsaid", Some.Patient.Aged(years), "naproxen", "warfarin").Severity);

    [Theory]
    [InlineData("Topical Gel")]
    [InlineData("1 % Gel")]
    [InlineData("Topical Solution")]
    [InlineData("1 % Cream")]
    [InlineData("0.1 % Ophthalmic Solution")]
    [InlineData("1 % Ointment")]
    [InlineData("1.3 % 12 HR Patch")]
    public void Diclofenac_on_the_skin_or_in_the_eye_hardly_interacts(string form)
    {
        Assert.Equal(IssueSeverity.Low, Judge.The("ddi-warfarin-nsaid", Some.Patient.Aged(70).Taking("Diclofenac Sodium " + form), "warfarin").Severity);
        Assert.Equal(IssueSeverity.High, Judge.The("ddi-warfarin-nsaid", Some.Patient.Aged(70).Taking("Diclofenac Sodium 50 MG Oral Tablet"), "warfarin").Severity);
        // A gel beside it makes another NSAID no safer.
        Assert.Equal(IssueSeverity.High, Judge.The("ddi-warfarin-nsaid", Some.Patient.Aged(70).Taking("Diclofenac Sodium " + form), "ibuprofen", "warfarin").Severity);
    }

    [Fact]
    public void A_value_of_ninety_days_ago_is_too_old_and_of_several_the_newest_counts()
    {
        Assert.True(Judge.Finds("renal-metformin", Some.Patient.Aged(50).Lab("33914-3", 20, "mL/min", daysAgo: 89), "metformin"));
        Assert.False(Judge.Finds("renal-metformin", Some.Patient.Aged(50).Lab("33914-3", 20, "mL/min", daysAgo: 90), "metformin"));
        Assert.False(Judge.Finds("renal-metformin", Some.Patient.Aged(50).Lab("33914-3", 20, "mL/min", daysAgo: 9).Lab("33914-3", 80, "mL/min", daysAgo: 8), "metformin"));
        Assert.True(Judge.Finds("renal-metformin", Some.Patient.Aged(50).Lab("33914-3", 80, "mL/min", daysAgo: 9).Lab("33914-3", 20, "mL/min", daysAgo: 8), "metformin"));
        Assert.False(Judge.Finds("renal-metformin", Some.Patient.Aged(50).Lab("8867-4", 20, "/min"), "metformin")); // A pulse is no eGFR.
        Assert.False(Judge.Finds("renal-metformin", Some.Patient.Aged(50).Finding("33914-3", "10828004"), "metformin")); // Neither is an answer without a number.
    }

    [Fact]
    public void Of_two_values_of_the_same_moment_the_first_by_name_is_read_on_every_run()
    {
        var patient = Some.Patient.Aged(50).Lab("33914-3", 20, "mL/min").Lab("33914-3", 80, "mL/min");
        var context = patient.Context;
        Assert.True(Judge.Finds("renal-metformin", context, "metformin"));
        Assert.True(Judge.Finds("renal-metformin", context with { Observations = [.. context.Observations.Reverse()] }, "metformin"));
    }
}
