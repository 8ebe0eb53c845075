using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>An ingredient as a CodeableConcept: RxNorm first, then ATC.</summary>
internal static class DrugConcept
{
    public static CodeableConcept Of(string drug)
    {
        var concept = new CodeableConcept { Text = drug };
        if (DrugKnowledge.Shipped.Find(drug) is not { } known) return concept;
        if (known.Rxnorm is { } rxnorm) concept.Coding.Add(new Hl7.Fhir.Model.Coding(CodeSystems.RxNorm, rxnorm, known.Name));
        foreach (var atc in known.Atc) concept.Coding.Add(new Hl7.Fhir.Model.Coding(CodeSystems.Atc, atc));
        return concept;
    }
}
