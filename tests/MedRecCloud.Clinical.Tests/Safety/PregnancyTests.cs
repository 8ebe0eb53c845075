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
