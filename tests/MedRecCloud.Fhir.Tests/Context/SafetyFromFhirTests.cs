using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Fhir.Context;

namespace MedRecCloud.Fhir.Tests.Context;

/// <summary>From FHIR as systems write it to what the safety review finds: the way that a live event takes.</summary>
public sealed class SafetyFromFhirTests
{
    [Theory]
    [InlineData("amoxicillin", "allergy-ingredient", """{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"723"}]}}""")]
    [InlineData("amoxicillin", "allergy-penicillin", """{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"http://snomed.info/sct","code":"764146007"}]}}""")]
    [InlineData("amoxicillin", "allergy-penicillin", """{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"http://hl7.org/fhir/ndfrt","code":"N0000011281","display":"Penicillins"}]}}""")]
    [InlineData("amoxicillin", "allergy-penicillin", """{"resourceType":"AllergyIntolerance","code":{"text":"pcn - rash as a child"}}""")]
    [InlineData("amoxicillin", null, """{"resourceType":"AllergyIntolerance","verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"Penicillin"}}""")]
    [InlineData("amoxicillin", null, """{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003","display":"No known allergy"}]}}""")]
    [InlineData("amoxicillin", null, """{"resourceType":"AllergyIntolerance","category":["food"],"code":{"text":"Penicillium cheese"}}""")]
    [InlineData("sulfamethoxazole", "allergy-sulfonamide", """{"resourceType":"AllergyIntolerance","code":{"text":"SULFA DRUGS"}}""")]
    [InlineData("amoxicillin", "allergy-penicillin", """{"resourceType":"AllergyIntolerance","code":{"text":"see reaction"},"reaction":[{"substance":{"coding":[{"system":"http://snomed.info/sct","code":"764146007","display":"Penicillin"}]},"manifestation":[{"text":"Hives"}]}]}""")]
    [InlineData("metformin", "renal-metformin", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"14682-9"}]},"effectiveDateTime":"2026-02-20","valueQuantity":{"value":300,"unit":"µmol/L","system":"http://unitsofmeasure.org","code":"umol/L"}}""")]
    [InlineData("metformin", null, """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"effectiveDateTime":"2025-02-20","valueQuantity":{"value":3.3,"unit":"mg/dL"}}""")]
    [InlineData("metformin", "renal-metformin", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"effectiveDateTime":"2026-02-20","valueQuantity":{"value":22,"unit":"mL/min/{1.73_m2}"}}""")]
    [InlineData("rivaroxaban", "renal-rivaroxaban", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"effectiveDateTime":"2026-02-20","valueQuantity":{"value":15,"comparator":"<","unit":"mL/min/{1.73_m2}"}}""")]
    [InlineData("ibuprofen", null, """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"effectiveDateTime":"2026-02-20","valueQuantity":{"value":60,"comparator":">","unit":"mL/min/{1.73_m2}"}}""")]
    [InlineData("metformin", "renal-metformin", """{"resourceType":"Condition","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"N18.4"}]},"recordedDate":"2025-01-01"}""")]
    [InlineData("lisinopril", "pregnancy-ace", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"11778-8"}]},"effectiveDateTime":"2026-02-20","valueDateTime":"2026-07-20"}""")]
    [InlineData("lisinopril", null, """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"11778-8"}]},"effectiveDateTime":"2025-02-20","valueDateTime":"2025-07-20"}""")]
    [InlineData("lisinopril", "pregnancy-ace", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"82810-3"}]},"effectiveDateTime":"2026-02-20","valueCodeableConcept":{"coding":[{"system":"urn:local","code":"P1"},{"system":"http://snomed.info/sct","code":"77386006"}]}}""")]
    [InlineData("lisinopril", "pregnancy-ace", """{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"Z34.90","display":"Encounter for supervision of normal pregnancy, unspecified"}]},"recordedDate":"2026-01-01"}""")]
    [InlineData("lisinopril", null, """{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"resolved"}]},"code":{"text":"Normal pregnancy"},"recordedDate":"2024-01-01"}""")]
    [InlineData("codeine", "lactation-codeine", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"63895-7"}]},"effectiveDateTime":"2026-02-20","valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA29252-6"}]}}""")]
    [InlineData("haloperidol", "qt-interval", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8636-3"}]},"effectiveDateTime":"2026-02-20","valueQuantity":{"value":0.52,"unit":"s","system":"http://unitsofmeasure.org","code":"s"}}""")]
    [InlineData("haloperidol", "qt-interval", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"11524-6"}]},"effectiveDateTime":"2026-02-20","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"76634-5"}]},"valueQuantity":{"value":520,"unit":"ms"}}]}""")]
    [InlineData("methotrexate", "hepatic-methotrexate", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1742-6"}]},"effectiveDateTime":"2026-02-20","valueQuantity":{"value":4.1,"unit":"µkat/L"}}""")]
    [InlineData("sildenafil", "ddi-nitrate-pde5", """{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"nitroglycerin 0.4 MG sublingual tablet PRN"},"context":{"reference":"Encounter/now"},"dateAsserted":"2026-03-01"}""")]
    [InlineData("sildenafil", null, """{"resourceType":"MedicationStatement","status":"not-taken","medicationCodeableConcept":{"text":"nitroglycerin 0.4 MG"},"effectiveDateTime":"2026-02-01"}""")]
    [InlineData("sildenafil", null, """{"resourceType":"MedicationStatement","status":"stopped","medicationCodeableConcept":{"text":"nitroglycerin 0.4 MG"},"effectiveDateTime":"2026-02-01"}""")]
    [InlineData("sildenafil", "ddi-nitrate-pde5", """{"resourceType":"MedicationRequest","status":"on-hold","intent":"order","medicationCodeableConcept":{"text":"isosorbide mononitrate 30 MG"},"authoredOn":"2026-02-01"}""")]
    [InlineData("sildenafil", "ddi-nitrate-pde5", """{"resourceType":"MedicationRequest","status":"active","intent":"order","contained":[{"resourceType":"Medication","id":"m","ingredient":[{"itemCodeableConcept":{"text":"nitroglycerin"}}]}],"medicationReference":{"reference":"#m"},"authoredOn":"2026-02-01"}""")]
    [InlineData("acetaminophen", "duplicate-ingredient", """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"Percocet"},"encounter":{"reference":"Encounter/now"},"authoredOn":"2026-03-01"}""")]
    [InlineData("atorvastatin", "duplicate-atc4", """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"amlodipine 5 MG / simvastatin 20 MG Oral Tablet"},"authoredOn":"2026-02-01"}""")]
    public void A_finding_is_made_of_what_the_resource_says(string drug, string? rule, string resource)
    {
        var (issues, _) = Review(drug, resource);

        if (rule is null) Assert.Empty(issues);
        else Assert.Contains(issues, issue => issue.RuleId == rule);
    }

    [Fact]
    public void An_allergy_without_words_in_a_code_that_is_not_known_is_named_as_not_checked()
    {
        var (issues, missing) = Review("amoxicillin", """{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"http://snomed.info/sct","code":"419511003"}]}}""");

        Assert.Empty(issues);
        Assert.Contains(SafetyChecks.UnknownAllergyCode, missing);
    }

    private static (DetectedIssue[] Issues, string[] Missing) Review(string drug, params string[] resources)
    {
        var record = new PatientRecord("default");
        var number = 0;
        foreach (var json in resources.Prepend("""{"resourceType":"Encounter","id":"now","status":"in-progress","class":{"code":"AMB"},"period":{"start":"2026-03-01T09:00:00Z"}}""")
            .Prepend("""{"resourceType":"Patient","id":"p","birthDate":"1990-06-15","gender":"female"}"""))
        {
            using var document = JsonDocument.Parse(json);
            record.Add(document.RootElement, new ResourceKey(document.RootElement.GetProperty("resourceType").GetString()!, document.RootElement.TryGetProperty("id", out var id) ? id.GetString()! : $"r{number++}"));
        }

        var context = record.ContextAt("now", live: true);
        var checks = SafetyChecks.All(DrugKnowledge.Shipped);
        return ([.. checks.SelectMany(check => check.Review(drug, [], context))], [.. checks.SelectMany(check => check.MissingInputs(drug, context))]);
    }
}
