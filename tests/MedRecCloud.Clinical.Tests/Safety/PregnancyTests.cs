using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Tests.Safety;

public sealed class PregnancyTests
{
    private const string Status = "82810-3", Test = "2106-3";

    [Theory]
    [InlineData(Status, "77386006")]
    [InlineData(Status, "LA15173-0")]
    [InlineData(Test, "10828004")]
    public void A_positive_test_or_status_counts(string loinc, string answer) => Assert.True(Finds(Some.Patient.Aged(30, "female").Finding(loinc, answer)));

    [Fact]
    public void A_negative_answer_another_question_and_a_test_older_than_a_term_do_not()
    {
        Assert.False(Finds(Some.Patient.Aged(30, "female").Finding(Status, "60001007")));
        Assert.False(Finds(Some.Patient.Aged(30, "female").Finding("8867-4", "77386006")));
        Assert.True(Finds(Some.Patient.Aged(30, "female").Finding(Status, "77386006", daysAgo: 279)));
        Assert.False(Finds(Some.Patient.Aged(30, "female").Finding(Status, "77386006", daysAgo: 280)));
    }

    [Theory]
    [InlineData("LA6576-8")]
    [InlineData("260373001")]
    [InlineData("Positive")]
    [InlineData("pregnant")]
    public void Other_ways_to_say_so_count(string answer) => Assert.True(Finds(Some.Patient.Aged(30, "female").Finding("2110-5", answer)));

    [Theory]
    [InlineData("60001007")]
    [InlineData("LA26683-5")]
    [InlineData("260385009")]
    [InlineData("LA6577-6")]
    [InlineData("260415000")]
    [InlineData("negative")]
    [InlineData("Not pregnant")]
    public void A_later_denial_stands_above_an_earlier_test_and_not_the_other_way_round(string denial)
    {
        Assert.False(Finds(Some.Patient.Aged(30, "female").Finding(Test, "10828004", daysAgo: 60).Finding(Status, denial, daysAgo: 5)));
        Assert.True(Finds(Some.Patient.Aged(30, "female").Finding(Status, denial, daysAgo: 60).Finding(Test, "10828004", daysAgo: 5)));
        Assert.True(Finds(Some.Patient.Aged(30, "female").Finding(Status, denial, daysAgo: 5).Finding(Test, "10828004", daysAgo: 5)));
        Assert.False(Finds(Some.Patient.Aged(30, "female").Finding(Status, denial, daysAgo: 60).Finding(Test, "10828004", daysAgo: 30).Finding(Status, denial, daysAgo: 5)));
    }

    [Theory]
    [InlineData("2026-08-01", true)]
    [InlineData("2026-02-20", true)] // Now is 1 March: nine days over.
    [InlineData("2026-02-14", false)]
    [InlineData("2026-12-06T09:00:00Z", true)] // A whole term from now.
    [InlineData("2026-12-06T09:00:01Z", false)]
    [InlineData("2027-02-01", false)] // Not conceived yet.
    [InlineData("unknown", false)]
    [InlineData("9999-12-31", false)]
    [InlineData("0001-01-01", false)]
    public void An_expected_date_of_delivery_counts_until_two_weeks_after_it(string day, bool counts) =>
        Assert.Equal(counts, Finds(Some.Patient.Aged(30, "female").Finding("11778-8", day, daysAgo: 20)));

    [Theory]
    [InlineData("Supervision of pregnancy with history of pre-term labor", true)]
    [InlineData("Pregnancy with history of gestational hypertension", true)]
    [InlineData("Pregnancy, rubella test result negative", true)]
    [InlineData("History of gestational diabetes mellitus", false)]
    [InlineData("Personal history of complications of pregnancy", false)]
    [InlineData("Urine pregnancy test negative (finding)", false)]
    [InlineData("Pregnancy test result negative", false)]
    [InlineData("Not pregnant", false)]
    public void What_is_over_or_denied_must_be_the_pregnancy(string condition, bool isPregnant) => Assert.Equal(isPregnant, Finds(Some.Patient.Aged(30, "female").With(condition)));

    [Fact]
    public void A_condition_that_is_resolved_without_a_date_is_over()
    {
        var context = Some.Patient.Aged(30, "female").With("Normal pregnancy").Context;
        foreach (var status in (string[])["resolved", "inactive"])
            Assert.False(Judge.Finds("pregnancy-ace", context with { Conditions = [context.Conditions[0] with { ClinicalStatus = status }] }, "lisinopril"));
    }

    [Theory]
    [InlineData("LA29252-6", true)]
    [InlineData("413712001", true)]
    [InlineData("LA33-6", true)]
    [InlineData("LA29253-4", false)]
    public void A_breastfeeding_status_counts_as_it_answers(string answer, bool counts) =>
        Assert.Equal(counts, Judge.Finds("lactation-codeine", Some.Patient.Aged(30, "female").Finding("63895-7", answer), "codeine"));

    [Fact]
    public void The_newest_breastfeeding_status_counts_for_two_years_and_for_no_man_or_child()
    {
        Assert.False(Judge.Finds("lactation-codeine", Some.Patient.Aged(30, "female").Finding("63895-7", "413712001", daysAgo: 9).Finding("63895-7", "LA29253-4", daysAgo: 5), "codeine"));
        Assert.True(Judge.Finds("lactation-codeine", Some.Patient.Aged(30, "female").Finding("63895-7", "413712001").Finding("63895-7", "LA29253-4"), "codeine"));
        Assert.True(Judge.Finds("lactation-codeine", Some.Patient.Aged(30, "female").Finding("63895-7", "413712001", daysAgo: 729), "codeine"));
        Assert.False(Judge.Finds("lactation-codeine", Some.Patient.Aged(30, "female").Finding("63895-7", "413712001", daysAgo: 730), "codeine"));
        Assert.False(Judge.Finds("lactation-codeine", Some.Patient.Aged(30, "male").With("Breastfeeding"), "codeine"));
        Assert.False(Judge.Finds("lactation-codeine", Some.Patient.Aged(11, "female").With("Breastfeeding"), "codeine"));
        Assert.True(Judge.Finds("lactation-codeine", Some.Patient.Aged(12, "female").With("Breastfeeding"), "codeine"));
    }

    [Fact]
    public void A_man_is_not_pregnant_whatever_was_coded_and_a_person_of_unrecorded_sex_may_be()
    {
        Assert.False(Finds(Some.Patient.Aged(30, "male").With("Normal pregnancy").Finding(Status, "77386006")));
        Assert.True(Finds(Some.Patient.Aged(30, "unknown").With("Normal pregnancy")));
        Assert.True(Finds(Some.Patient.Aged(30, "other").Finding(Status, "77386006")));
    }

    [Fact]
    public void All_that_speaks_for_it_is_named_the_conditions_first()
    {
        var patient = Some.Patient.Aged(30, "female").With("Normal pregnancy").Finding(Test, "10828004").Finding(Status, "77386006");
        var context = patient.Context;

        Assert.Equal(
            [context.Conditions[0].Source, context.Observations[0].Source, context.Observations[1].Source],
            Judge.Issues(context with { Observations = [.. context.Observations.Reverse()] }, "lisinopril").Single(issue => issue.RuleId == "pregnancy-ace").Implicated.AsEnumerable());
    }

    [Fact]
    public void A_pregnancy_that_is_over_or_only_coded_is_told_apart()
    {
        var context = Some.Patient.Aged(30, "female").With("").Context;
        ClinicalContext With(Func<ConditionFact, ConditionFact> change) => context with { Conditions = [change(context.Conditions[0])] };

        Assert.True(Judge.Finds("pregnancy-ace", With(condition => condition with { Codes = [new Coding(CodeSystems.Snomed, "1"), new Coding(CodeSystems.Snomed, "72892002", "Normal pregnancy (finding)")] }), "lisinopril"));
        Assert.False(Judge.Finds("pregnancy-ace", With(condition => condition with { Codes = [new Coding(CodeSystems.Snomed, "72892002")] }), "lisinopril"));
        Assert.False(Judge.Finds("pregnancy-ace", With(condition => condition with { Text = "Normal pregnancy", Abatement = Some.Patient.Now.AddDays(-1) }), "lisinopril"));
    }

    private static bool Finds(Some.Patient patient) => Judge.Finds("pregnancy-ace", patient, "lisinopril");
}
