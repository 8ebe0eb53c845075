namespace MedRecCloud.Clinical.Context;

/// <summary>The sections a note is divided into; the LOINC code of each is in MedRecCloud.Fhir's section table.</summary>
public enum NoteSectionKind
{
    Other,
    ChiefComplaint,
    HistoryOfPresentIllness,
    PastMedicalHistory,
    SocialHistory,
    FamilyHistory,
    Allergies,
    MedicationsOnAdmission,
    ReviewOfSystems,
    PhysicalExam,
    Results,
    HospitalCourse,
    AssessmentAndPlan,
    Plan,
    DischargeMedications,
}
