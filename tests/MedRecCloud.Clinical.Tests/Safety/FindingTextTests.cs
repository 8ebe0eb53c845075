using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>What a clinician reads beside a drug: the whole sentence, with the value and the limit, or the medicine, or the condition it rests on.</summary>
public sealed class FindingTextTests
{
    public static TheoryData<string, string, string, string> Findings() => new()
    {
        { "allergic Penicillin V", "penicillin v", "allergy-ingredient", "Recorded allergy to Penicillin V, the drug itself." },
        { "allergic Penicillin V", "amoxicillin", "allergy-penicillin", "Recorded allergy to Penicillin V, the drug's own class." },
        { "allergic Penicillin V", "meropenem", "allergy-penicillin-cross", "Recorded allergy to Penicillin V: cross-reactivity below 1 %." },
        { "takes Warfarin Sodium 5 MG", "ibuprofen", "ddi-warfarin-nsaid", "Interacts with warfarin: Bleeding, above all from the upper gastrointestinal tract." },
        { "takes Warfarin Sodium 5 MG, prednisone 5 MG", "ibuprofen", "ddi-warfarin-nsaid", "Interacts with warfarin: Bleeding, above all from the upper gastrointestinal tract. (a systemic corticosteroid or aldosterone antagonist is on board)" },
        { "ordered metformin 500 MG", "metformin", "duplicate-ingredient", "Already ordered in this encounter." },
        { "takes simvastatin 10 MG", "atorvastatin", "duplicate-atc4", "simvastatin is of the same chemical subgroup (ATC C10AA)." },
        { "has Chronic heart failure", "ibuprofen", "condition-nsaid-heart-failure", "Chronic heart failure: Fluid retention." },
        { "egfr 24.6", "metformin", "renal-metformin", "eGFR 24.6 mL/min/1.73 m² is below 30: Lactic acidosis: contraindicated below 30 mL/min/1.73 m²." },
        { "has Alcoholic cirrhosis", "methotrexate", "hepatic-methotrexate", "Liver disease: Hepatotoxic." },
        { "has Normal pregnancy", "lisinopril", "pregnancy-ace", "Pregnancy: Fetal renal failure and death (boxed warning)." },
        { "has Breastfeeding", "codeine", "lactation-codeine", "Breastfeeding: Ultra-rapid metabolisers: infant deaths." },
        { "aged 8", "codeine", "age-codeine-12", "Under 12 years: Contraindicated under 12." },
        { "aged 70", "diazepam", "age-beers-benzodiazepine", "65 years or older: Falls, fractures, delirium." },
        { "qtc 505", "haloperidol", "qt-interval", "Prolongs the QT interval: QTc 505 ms." },
        { "has Long QT syndrome", "haloperidol", "qt-syndrome", "Prolongs the QT interval: Long QT syndrome." },
        { "takes amiodarone 200 MG", "haloperidol", "qt-pair", "Prolongs the QT interval: amiodarone prolongs the QT interval too." },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public void A_finding_says_in_a_sentence_what_was_found(string fact, string drug, string rule, string sentence)
    {
        var patient = With(fact);

        var finding = Judge.The(rule, patient, drug);

        Assert.Equal(sentence, finding.Detail);
        Assert.Equal(drug, finding.Drug);
        Assert.True(finding.Citation.Length > 20);
        Assert.NotEmpty(finding.Implicated);
    }

    [Fact]
    public void A_finding_names_the_facts_it_rests_on_and_nothing_for_a_medicine_that_is_only_proposed()
    {
        var patient = Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG");
        Assert.Equal(patient.Context.Medications[0].Source, Assert.Single(Judge.The("ddi-warfarin-nsaid", patient, "ibuprofen").Implicated));
        Assert.Empty(Judge.The("ddi-warfarin-nsaid", Some.Patient.Aged(50), "ibuprofen", "warfarin").Implicated);
        Assert.Empty(Judge.The("duplicate-atc4", Some.Patient.Aged(50), "atorvastatin", "simvastatin").Implicated);
        Assert.Empty(Judge.The("qt-pair", Some.Patient.Aged(50), "haloperidol", "amiodarone").Implicated);

        var liver = Some.Patient.Aged(50).With("Alcoholic cirrhosis").Lab("1742-6", 240, "U/L");
        Assert.Equal([liver.Context.Conditions[0].Source, liver.Context.Observations[0].Source], Judge.The("hepatic-methotrexate", liver, "methotrexate").Implicated.AsEnumerable());
    }

    [Fact]
    public void Of_two_conditions_that_forbid_a_drug_the_first_by_name_of_its_resource_is_told()
    {
        var context = Some.Patient.Aged(50).With("Chronic heart failure").With("Acute heart failure").Context;
        foreach (var conditions in new[] { context.Conditions, [.. context.Conditions.Reverse()] })
            Assert.StartsWith("Chronic heart failure:", Assert.Single(Judge.Issues(context with { Conditions = conditions }, "ibuprofen"), issue => issue.RuleId == "condition-nsaid-heart-failure").Detail);
    }

    [Fact]
    public void What_would_make_it_acceptable_is_told_where_the_rule_knows_it()
    {
        Assert.StartsWith("Prefer acetaminophen", Judge.The("ddi-warfarin-nsaid", Some.Patient.Aged(50), "ibuprofen", "warfarin").Mitigation);
        Assert.Equal("Review whether both are meant, or one replaces the other.", Judge.The("duplicate-atc4", Some.Patient.Aged(50), "atorvastatin", "simvastatin").Mitigation);
        Assert.Equal("Check the ECG and potassium.", Judge.The("qt-pair", Some.Patient.Aged(50), "haloperidol", "amiodarone").Mitigation);
    }

    [Fact]
    public void Findings_of_one_kind_stand_in_the_order_of_the_other_drugs_names()
    {
        Assert.Equal(["amiodarone", "citalopram", "ondansetron"], With(Judge.Issues(Some.Patient.Aged(50), "haloperidol", "ondansetron", "amiodarone", "citalopram"), "qt-pair"));
        Assert.Equal(["atorvastatin", "pravastatin", "rosuvastatin"], With(Judge.Issues(Some.Patient.Aged(50), "simvastatin", "rosuvastatin", "pravastatin", "atorvastatin"), "duplicate-atc4"));
        Assert.Equal(["ibuprofen", "naproxen"], With(Judge.Issues(Some.Patient.Aged(50), "warfarin", "naproxen", "ibuprofen"), "ddi-warfarin-nsaid"));

        static string[] With(DetectedIssue[] issues, string rule) => [.. issues.Where(issue => issue.RuleId == rule).Select(issue => issue.With!)];
    }

    private static Some.Patient With(string fact)
    {
        var (verb, rest) = (fact[..fact.IndexOf(' ')], fact[(fact.IndexOf(' ') + 1)..]);
        var patient = Some.Patient.Aged(verb == "aged" ? int.Parse(rest, System.Globalization.CultureInfo.InvariantCulture) : 40, rest.Contains("preg") || rest.Contains("Breast") ? "female" : "male");
        foreach (var item in rest.Split(", "))
        {
            _ = verb switch
            {
                "allergic" => patient.AllergicTo(item),
                "takes" => patient.Taking(item),
                "ordered" => patient.Ordered(item),
                "has" => patient.With(item),
                "egfr" => patient.Lab("33914-3", decimal.Parse(item, System.Globalization.CultureInfo.InvariantCulture), "mL/min"),
                "qtc" => patient.Lab("8634-8", decimal.Parse(item, System.Globalization.CultureInfo.InvariantCulture), "ms"),
                _ => patient,
            };
        }

        return patient;
    }
}
