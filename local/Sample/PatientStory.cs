namespace MedRecCloud.Local.Sample;

/// <summary>A kind of patient: what they live with, how they were seen and treated before, and why they come today.</summary>
/// <param name="Past">How earlier visits went; null when the patient is new.</param>
/// <param name="PastVisits">How many there were.</param>
/// <param name="MonthsApart">Between two of them.</param>
/// <param name="PastOrders">What each ordered.</param>
/// <param name="NewToday">Diagnosed today.</param>
/// <param name="Complaint">In the patient's words.</param>
internal sealed record PatientStory(
    int MinAge,
    int MaxAge,
    string? Sex,
    SampleCode[] Chronic,
    VisitKind? Past,
    int PastVisits,
    int MonthsApart,
    SampleCode[] PastOrders,
    VisitKind Today,
    SampleCode[] NewToday,
    string Complaint)
{
    public static PatientStory[] All { get; } =
    [
        new(52, 78, null, [Diagnoses.Hypertension], VisitKind.Examination, 4, 12, [Medicines.Lisinopril], VisitKind.Examination, [Diagnoses.ReviewDue], "Here for the yearly examination."),
        new(58, 84, null, [Diagnoses.Hypertension], VisitKind.CheckUp, 3, 8, [Medicines.Hydrochlorothiazide, Medicines.Amlodipine], VisitKind.CheckUp, [Diagnoses.ReviewDue], "Blood pressure check."),
        new(45, 75, null, [Diagnoses.Hyperlipidemia], VisitKind.FollowUp(Diagnoses.Hyperlipidemia), 4, 6, [Medicines.Simvastatin], VisitKind.FollowUp(Diagnoses.Hyperlipidemia), [], "Comes to discuss cholesterol results."),
        new(48, 76, null, [Diagnoses.Diabetes, Diagnoses.Hypertension], VisitKind.Examination, 3, 9, [Medicines.Metformin, Medicines.Lisinopril], VisitKind.Examination, [Diagnoses.ReviewDue], "Thirst has been better since the last visit."),
        new(55, 80, null, [Diagnoses.Diabetes], VisitKind.Examination, 4, 6, [Medicines.Humulin], VisitKind.Examination, [Diagnoses.ReviewDue], "Home sugar diary brought along."),
        new(60, 85, null, [Diagnoses.IschemicHeartDisease], VisitKind.Examination, 3, 12, [Medicines.Nitroglycerin, Medicines.Metoprolol, Medicines.Clopidogrel], VisitKind.Examination, [], "Occasional tightness on stairs, gone after rest."),
        new(64, 88, null, [Diagnoses.HeartFailure], VisitKind.Problem(Diagnoses.HeartFailure), 2, 7, [Medicines.Carvedilol, Medicines.Furosemide], VisitKind.Problem(Diagnoses.HeartFailure), [], "Ankles swell in the evening."),
        new(55, 82, null, [Diagnoses.KneeOsteoarthritis], VisitKind.Problem(Diagnoses.KneeOsteoarthritis), 2, 9, [Medicines.Naproxen], VisitKind.Problem(Diagnoses.KneeOsteoarthritis), [], "The right knee aches after walking."),
        new(66, 89, "female", [Diagnoses.Osteoporosis], VisitKind.Examination, 4, 12, [Medicines.Alendronate], VisitKind.Examination, [Diagnoses.ReviewDue], "No complaints today."),
        new(38, 70, null, [Diagnoses.ChronicPain], VisitKind.FollowUp(Diagnoses.ChronicPain), 3, 5, [Medicines.Tramadol], VisitKind.FollowUp(Diagnoses.ChronicPain), [], "Back pain much as before."),
        new(19, 60, null, [], VisitKind.Examination, 2, 24, [], VisitKind.Symptom(Diagnoses.ViralSinusitis), [Diagnoses.ViralSinusitis], "Blocked nose and pressure over the cheeks for a week."),
        new(20, 65, null, [], VisitKind.Examination, 1, 24, [], VisitKind.Symptom(Diagnoses.BacterialSinusitis), [Diagnoses.BacterialSinusitis], "Facial pain and fever since Monday."),
        new(6, 70, null, [], VisitKind.Examination, 1, 18, [], VisitKind.Symptom(Diagnoses.Bronchitis), [Diagnoses.Bronchitis], "Cough for ten days."),
        new(5, 17, null, [], VisitKind.WellChild, 3, 12, [], VisitKind.Symptom(Diagnoses.StreptococcalSoreThroat), [Diagnoses.StreptococcalSoreThroat], "Sore throat, cannot swallow bread."),
        new(18, 45, "female", [], VisitKind.Examination, 2, 14, [], VisitKind.Symptom(Diagnoses.Cystitis), [Diagnoses.Cystitis], "Burning when passing water since yesterday."),
        new(24, 60, "female", [Diagnoses.Anemia], VisitKind.Problem(Diagnoses.Anemia), 2, 6, [Medicines.Iron], VisitKind.Problem(Diagnoses.Anemia), [], "Tired, short of breath on the hill."),
        new(8, 40, null, [Diagnoses.AllergicDisposition], VisitKind.Problem(Diagnoses.AllergicDisposition), 2, 12, [Medicines.Epinephrine], VisitKind.Problem(Diagnoses.AllergicDisposition), [], "The emergency pen ran out of date."),
        new(18, 40, "female", [], VisitKind.Contraception, 3, 12, [Medicines.Trinessa], VisitKind.Contraception, [], "Would like to go on as before."),
        new(20, 40, "female", [Diagnoses.Pregnancy], VisitKind.Prenatal, 3, 1, [], VisitKind.Prenatal, [], "Feels the child move."),
        new(16, 55, null, [], VisitKind.Examination, 1, 20, [], VisitKind.Emergency(Diagnoses.Sprain), [Diagnoses.SprainedAnkle], "Turned the ankle on the kerb an hour ago."),
        new(12, 60, null, [], null, 0, 0, [], VisitKind.Symptom(Diagnoses.Pharyngitis), [Diagnoses.Pharyngitis], "Sore throat and a runny nose."),
        new(30, 65, null, [], VisitKind.CheckUp, 2, 12, [], VisitKind.CheckUp, [Diagnoses.Gingivitis, Diagnoses.FullTime], "Gums bleed when brushing."),
    ];
}
