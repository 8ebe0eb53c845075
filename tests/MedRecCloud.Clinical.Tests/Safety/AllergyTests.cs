using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Tests.Safety;

public sealed class AllergyTests
{
    [Theory]
    [InlineData("confirmed", "active", true)]
    [InlineData("unconfirmed", "active", true)]
    [InlineData("", "", true)]
    [InlineData("refuted", "active", false)]
    [InlineData("entered-in-error", "active", false)]
    [InlineData("confirmed", "inactive", false)]
    [InlineData("confirmed", "resolved", false)]
    public void Only_an_allergy_in_force_counts(string verification, string clinical, bool counts) =>
        Assert.Equal(counts, Judge.Finds("allergy-penicillin", Some.Patient.Aged(50).AllergicTo("Penicillin V", verification, clinical), "amoxicillin"));

    [Theory]
    [InlineData("statin therapy", "simvastatin", true)]
    [InlineData("Statins", "simvastatin", true)]
    [InlineData("nystatin", "simvastatin", false)]
    [InlineData("Sulfa drugs", "sulfamethoxazole", true)]
    [InlineData("Ferrous sulfate", "sulfamethoxazole", false)]
    [InlineData("benzylpenicillin", "amoxicillin", true)]
    [InlineData("Penicillins", "amoxicillin", true)]
    [InlineData("Iron", "ferrous sulfate", true)]
    [InlineData("Environmental allergy", "ferrous sulfate", false)]
    [InlineData("Eggs (edible)", "propofol", true)]
    [InlineData("Eggplant", "propofol", false)]
    public void A_group_is_recognised_by_words_and_not_by_letters(string substance, string drug, bool recognised) =>
        Assert.Equal(recognised, Judge.Issues(Some.Patient.Aged(50).AllergicTo(substance), drug).Any(issue => issue.Code == IssueCode.Allergy));

    [Theory]
    [InlineData("Lisinopril 10 MG", true)]
    [InlineData("rash after lisinopril", true)]
    [InlineData("Zestril", true)]
    [InlineData("(lisinopril)", true)]
    [InlineData("alisinopril", false)]
    [InlineData("lisinoprilat", false)]
    [InlineData("lisinoprilat, lisinopril", true)]
    public void The_drug_itself_is_recognised_by_its_names_as_whole_words(string substance, bool recognised) =>
        Assert.Equal(recognised, Judge.Finds("allergy-ingredient", Some.Patient.Aged(50).AllergicTo(substance), "lisinopril"));

    [Fact]
    public void A_drug_the_knowledge_does_not_have_is_still_compared_by_its_name() =>
        Assert.Equal("Recorded allergy to Zzyzxomab 5 MG, the drug itself.", Judge.The("allergy-ingredient", Some.Patient.Aged(50).AllergicTo("Zzyzxomab 5 MG"), "zzyzxomab").Detail);

    [Theory]
    [InlineData(CodeSystems.RxNorm, "723", "amoxicillin", "allergy-ingredient")]
    [InlineData(CodeSystems.RxNorm, "723", "amoxicillin", "allergy-penicillin")]
    [InlineData(CodeSystems.RxNorm, "723", "cephalexin", "allergy-penicillin-cross")]
    [InlineData(CodeSystems.Atc, "J01CA04", "amoxicillin", "allergy-ingredient")]
    [InlineData(CodeSystems.Snomed, "764146007", "amoxicillin", "allergy-penicillin")]
    [InlineData(CodeSystems.Snomed, "763875007", "sulfamethoxazole", "allergy-sulfonamide")]
    public void A_code_alone_names_the_substance(string system, string code, string drug, string rule)
    {
        // Where nobody gave words, the reader of a resource takes the code for them.
        var allergy = Coded(new Coding(system, code)).Allergies[0] with { Text = code };
        var context = Some.Patient.Aged(50).Context with { Allergies = [allergy] };

        Assert.True(Judge.Finds(rule, context, drug));
        Assert.DoesNotContain(SafetyChecks.All(Judge.Knowledge()).SelectMany(check => check.MissingInputs(drug, context)), input => input == SafetyChecks.UnknownAllergyCode);
    }

    [Fact]
    public void A_code_alone_that_is_not_known_is_named_and_codes_of_no_allergy_are_none()
    {
        Assert.Equal([SafetyChecks.UnknownAllergyCode], Missing(new Coding(CodeSystems.Snomed, "419511003"), ""));
        Assert.Equal([SafetyChecks.UnknownAllergyCode], Missing(new Coding("urn:local", "A17"), "A17"));
        Assert.Empty(Missing(new Coding("urn:local", "A17"), "Latex"));
        Assert.Empty(Missing(new Coding("urn:local", "A17", "Latex"), ""));
        var one = Some.Patient.Aged(50).AllergicTo("Latex").AllergicTo("").Context;
        Assert.Contains(SafetyChecks.UnknownAllergyCode, SafetyChecks.All(Judge.Knowledge()).SelectMany(check => check.MissingInputs("amoxicillin", one)));
        Assert.Empty(Missing(new Coding(CodeSystems.Snomed, "716186003"), ""));
        Assert.Empty(Missing(new Coding(CodeSystems.Snomed, "409137002"), "409137002"));
        Assert.Empty(Judge.Issues(Coded(new Coding(CodeSystems.Snomed, "409137002", "No known penicillin allergy")), "amoxicillin"));

        static string[] Missing(Coding code, string text)
        {
            var context = Some.Patient.Aged(50).Context with { Allergies = [Coded(code).Allergies[0] with { Text = text }] };
            return [.. SafetyChecks.All(Judge.Knowledge()).SelectMany(check => check.MissingInputs("amoxicillin", context))];
        }
    }

    [Theory]
    [InlineData("NKDA; Penicillin: hives", true)]
    [InlineData("No known food allergies, penicillin (rash)", true)]
    [InlineData("No known allergies with the exception of penicillin", true)]
    [InlineData("Not allergic to anything. Penicillin gave a rash", true)]
    [InlineData("No known allergy to penicillin.", false)]
    [InlineData("Denies penicillin allergy", false)]
    [InlineData("No allergy to penicillin", false)]
    [InlineData("Not allergic to penicillin", false)]
    [InlineData("No history of allergy to penicillin", false)]
    [InlineData("NKA penicillin", false)]
    [InlineData("NKDA penicillin", false)]
    [InlineData("No known allergies except penicillin", true)]
    [InlineData("No known allergies excluding penicillin", true)]
    [InlineData("No known allergies but penicillin", true)]
    [InlineData("No known allergies, only penicillin", true)]
    [InlineData("No known allergies only penicillin", true)]
    [InlineData("No known allergies other than penicillin", true)]
    [InlineData("No known allergies apart from penicillin", true)]
    [InlineData("No known allergies besides penicillin", true)]
    public void A_denial_ends_with_its_clause(string text, bool isAllergic) => Assert.Equal(isAllergic, Judge.Finds("allergy-penicillin", Some.Patient.Aged(50).AllergicTo(text), "amoxicillin"));

    [Fact]
    public void A_group_is_recognised_by_its_SNOMED_code_and_by_no_other_systems()
    {
        Assert.True(Judge.Finds("allergy-penicillin", Coded(new Coding(CodeSystems.Snomed, "91936005")), "amoxicillin"));
        Assert.False(Judge.Finds("allergy-penicillin", Coded(new Coding("urn:local", "91936005")), "amoxicillin"));
        Assert.False(Judge.Finds("allergy-penicillin", Coded(new Coding(CodeSystems.Snomed, "84489001")), "amoxicillin"));
    }

    [Fact]
    public void The_words_of_a_code_count_like_the_text_and_name_the_substance_where_there_is_no_text()
    {
        var issue = Assert.Single(Judge.Issues(Coded(new Coding("urn:local", "1"), new Coding("urn:local", "2", "Ampicillin"), new Coding("urn:local", "3", "Dust")), "amoxicillin"));
        Assert.Equal(("allergy-penicillin", "Ampicillin"), (issue.RuleId, issue.With));

        var unnamed = Assert.Single(Judge.Issues(Coded(new Coding(CodeSystems.Snomed, "91936005", "")), "amoxicillin"));
        Assert.Equal("Recorded allergy to an unnamed substance, the drug's own class.", unnamed.Detail);
    }

    [Theory]
    [InlineData("716186003")]
    [InlineData("409137002")]
    [InlineData("428607008")]
    [InlineData("429625007")]
    public void A_code_that_says_of_no_allergy_stands_above_its_words(string code)
    {
        Assert.Empty(Judge.Issues(Coded(new Coding(CodeSystems.Snomed, code, "Penicillin")), "amoxicillin"));
        Assert.NotEmpty(Judge.Issues(Coded(new Coding("urn:local", code, "Penicillin")), "amoxicillin"));
    }

    [Fact]
    public void It_is_enough_that_one_of_an_allergys_words_is_the_drug()
    {
        Assert.True(Judge.Finds("allergy-ingredient", Coded(new Coding("urn:local", "1", "Drug allergy"), new Coding("urn:local", "2", "Zzyzxomab")), "zzyzxomab"));
        Assert.NotEmpty(Judge.Issues(Coded(new Coding("urn:local", "1", "Statins"), new Coding("urn:local", "2", "Dust")), "simvastatin"));
        Assert.True(Judge.Finds("allergy-ingredient", Coded(new Coding("urn:local", "1", "Drug allergy"), new Coding("urn:local", "2", "Lisinopril")), "lisinopril"));
        Assert.True(Judge.Finds("allergy-ingredient", Coded(new Coding("urn:local", "1", "Lisinopril"), new Coding("urn:local", "2", "Drug allergy")), "lisinopril"));
    }

    [Theory]
    [InlineData("thesulfonamidesthing", "sulfonamide", true)]
    [InlineData("xmacrolidy", "macrolid", true)]
    [InlineData("xopioids", "opioids", false)]
    [InlineData("opioids", "opioids", true)]
    public void A_fragment_of_eight_letters_is_found_inside_a_word_and_one_of_seven_is_not(string text, string fragment, bool found) => Assert.Equal(found, WordMatch.HasGroup(text, fragment));

    [Fact]
    public void Of_the_cross_reactions_the_most_specific_is_told()
    {
        var patient = Some.Patient.Aged(50).AllergicTo("Penicillin V");
        Assert.Equal(IssueSeverity.High, Judge.The("allergy-penicillin-cross", patient, "cephalexin").Severity);
        Assert.Equal(IssueSeverity.Low, Judge.The("allergy-penicillin-cross", patient, "ceftriaxone").Severity);
    }

    private static ClinicalContext Coded(params Coding[] codes)
    {
        var context = Some.Patient.Aged(50).AllergicTo("").Context;
        return context with { Allergies = [context.Allergies[0] with { Codes = [.. codes] }] };
    }
}
