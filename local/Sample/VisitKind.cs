namespace MedRecCloud.Local.Sample;

/// <summary>Why and how a patient is seen.</summary>
/// <param name="Class">v3-ActCode class.</param>
internal sealed record VisitKind(string Class, SampleCode Type, SampleCode? Reason = null)
{
    private static VisitKind Ambulatory(string code, string display, SampleCode? reason = null) => new("AMB", SampleCode.Snomed(code, display), reason);

    public static VisitKind Examination { get; } = Ambulatory("162673000", "General examination of patient (procedure)");

    public static VisitKind CheckUp { get; } = Ambulatory("185349003", "Encounter for check up (procedure)");

    public static VisitKind Prenatal { get; } = Ambulatory("424619006", "Prenatal visit (regime/therapy)", Diagnoses.Pregnancy);

    public static VisitKind Contraception { get; } = Ambulatory("698314001", "Consultation for treatment (procedure)", Diagnoses.Contraception);

    public static VisitKind WellChild { get; } = Ambulatory("410620009", "Well child visit (procedure)");

    public static VisitKind FollowUp(SampleCode reason) => Ambulatory("390906007", "Follow-up encounter (procedure)", reason);

    public static VisitKind Problem(SampleCode reason) => Ambulatory("185347001", "Encounter for problem (procedure)", reason);

    public static VisitKind Symptom(SampleCode reason) => Ambulatory("185345009", "Encounter for symptom (procedure)", reason);

    public static VisitKind Emergency(SampleCode reason) => new("EMER", SampleCode.Snomed("50849002", "Emergency room admission (procedure)"), reason);
}
