using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>What could not be looked at is named; what was looked at, or does not matter for the drug, is not.</summary>
public sealed class MissingInputTests
{
    [Fact]
    public void Kidney_function_for_a_drug_that_depends_on_it()
    {
        Assert.Contains("no creatinine or eGFR in 90 days", Judge.Missing(Known(), "metformin"));
        Assert.DoesNotContain(Judge.Missing(Known().Lab("33914-3", 80, "mL/min"), "metformin"), Kidney);
        Assert.DoesNotContain(Judge.Missing(Known().Lab("2160-0", 1, "mg/dL"), "metformin"), Kidney);
        Assert.DoesNotContain(Judge.Missing(Known(), "simvastatin"), Kidney);

        static bool Kidney(string input) => input.Contains("eGFR", StringComparison.Ordinal);
    }

    [Fact]
    public void Liver_enzyme_for_a_drug_that_liver_disease_forbids()
    {
        Assert.Contains("no ALT in 90 days", Judge.Missing(Known(), "methotrexate"));
        Assert.DoesNotContain("no ALT in 90 days", Judge.Missing(Known().Lab("1742-6", 20, "U/L"), "methotrexate"));
        Assert.Contains("no ALT in 90 days", Judge.Missing(Known().Lab("1742-6", 20, "U/L", daysAgo: 90), "methotrexate"));
        Assert.DoesNotContain("no ALT in 90 days", Judge.Missing(Known().With("Alcoholic cirrhosis"), "methotrexate"));
        Assert.DoesNotContain("no ALT in 90 days", Judge.Missing(Known(), "acetaminophen")); // At most a lower dose.
    }

    [Fact]
    public void Qt_interval_for_a_drug_of_known_risk()
    {
        Assert.Contains("no QTc in 90 days", Judge.Missing(Known(), "haloperidol"));
        Assert.DoesNotContain("no QTc in 90 days", Judge.Missing(Known().Lab("8634-8", 400, "ms"), "haloperidol"));
        Assert.DoesNotContain("no QTc in 90 days", Judge.Missing(Known(), "simvastatin"));
    }

    [Theory]
    [InlineData(11, "female", "lisinopril", false)]
    [InlineData(12, "female", "lisinopril", true)]
    [InlineData(55, "female", "lisinopril", true)]
    [InlineData(56, "female", "lisinopril", false)]
    [InlineData(30, "male", "lisinopril", false)]
    [InlineData(30, "unknown", "lisinopril", true)]
    [InlineData(30, "female", "acetaminophen", false)]
    [InlineData(30, "female", "methimazole", false)] // Another drug is preferred, none forbidden.
    public void Pregnancy_of_those_who_may_be_for_a_drug_it_forbids(int age, string sex, string drug, bool isMissing) =>
        Assert.Equal(isMissing, Judge.Missing(Some.Patient.Aged(age, sex), drug).Contains("no pregnancy status"));

    [Fact]
    public void Pregnancy_is_known_where_it_is_coded() => Assert.DoesNotContain("no pregnancy status", Judge.Missing(Some.Patient.Aged(30, "female").With("Normal pregnancy"), "lisinopril"));

    [Fact]
    public void Birth_date_for_a_drug_with_a_limit_of_age()
    {
        var context = Known().Context;
        var unborn = context with { Patient = context.Patient with { BirthDate = null } };
        string[] Missing(string drug) => [.. SafetyChecks.All(Judge.Knowledge()).SelectMany(check => check.MissingInputs(drug, unborn))];

        Assert.Equal(["no birth date"], Missing("codeine").Where(input => input.Contains("birth", StringComparison.Ordinal)));
        Assert.DoesNotContain("no birth date", Missing("gabapentin"));
        Assert.DoesNotContain("no birth date", Judge.Missing(Known(), "codeine"));
        Assert.DoesNotContain(Judge.Issues(unborn, "codeine"), issue => issue.Code == IssueCode.Age);
    }

    [Fact]
    public void Allergies_where_the_record_says_nothing_of_them()
    {
        Assert.Contains("no allergy recorded, nor that there is none", Judge.Missing(Some.Patient.Aged(40), "simvastatin"));
        Assert.DoesNotContain(SafetyChecks.NoAllergyList, Judge.Missing(Some.Patient.Aged(40).AllergicTo("No known allergy"), "simvastatin"));
    }

    [Fact]
    public void A_review_names_each_input_once_with_the_proposed_drugs_that_lack_it()
    {
        var review = Judge.Review(Known(), ("metformin", 0.9), ("digoxin", 0.8), ("simvastatin", 0.7));

        Assert.Equal(["no creatinine or eGFR in 90 days (metformin, digoxin)"], review.MissingInputs.AsEnumerable());
        Assert.Equal(["no creatinine or eGFR in 90 days (metformin)"], Judge.Review(Known().AllergicTo("digoxin"), ("metformin", 0.9), ("digoxin", 0.8)).MissingInputs.AsEnumerable());
    }

    private static Some.Patient Known() => Some.Patient.Aged(40).AllergicTo("House dust mite");
}
