namespace MedRecCloud.Clinical.Safety;

/// <summary>What kind of problem a check found; each maps to a v3-ActCode in the FHIR writer.</summary>
public enum IssueCode
{
    Allergy,
    DrugInteraction,
    DuplicateTherapy,
    RenalFunction,
    HepaticFunction,
    Pregnancy,
    Lactation,
    Age,
    QtProlongation,
    Contraindication,
}
