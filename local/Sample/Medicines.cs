namespace MedRecCloud.Local.Sample;

/// <summary>Medicines of the sample day, by RxNorm.</summary>
internal static class Medicines
{
    public static SampleCode Lisinopril { get; } = SampleCode.RxNorm("314076", "lisinopril 10 MG Oral Tablet");
    public static SampleCode Hydrochlorothiazide { get; } = SampleCode.RxNorm("310798", "Hydrochlorothiazide 25 MG Oral Tablet");
    public static SampleCode Amlodipine { get; } = SampleCode.RxNorm("308136", "amLODIPine 2.5 MG Oral Tablet");
    public static SampleCode Simvastatin { get; } = SampleCode.RxNorm("314231", "Simvastatin 10 MG Oral Tablet");
    public static SampleCode Metformin { get; } = SampleCode.RxNorm("860975", "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet");
    public static SampleCode Humulin { get; } =
        SampleCode.RxNorm("106892", "insulin isophane, human 70 UNT/ML / insulin, regular, human 30 UNT/ML Injectable Suspension [Humulin]");
    public static SampleCode Nitroglycerin { get; } = SampleCode.RxNorm("705129", "Nitroglycerin 0.4 MG/ACTUAT Mucosal Spray");
    public static SampleCode Metoprolol { get; } = SampleCode.RxNorm("866412", "24 HR metoprolol succinate 100 MG Extended Release Oral Tablet");
    public static SampleCode Clopidogrel { get; } = SampleCode.RxNorm("309362", "Clopidogrel 75 MG Oral Tablet");
    public static SampleCode Aspirin { get; } = SampleCode.RxNorm("243670", "aspirin 81 MG Oral Tablet");
    public static SampleCode Carvedilol { get; } = SampleCode.RxNorm("200033", "carvedilol 25 MG Oral Tablet");
    public static SampleCode Furosemide { get; } = SampleCode.RxNorm("313988", "Furosemide 40 MG Oral Tablet");
    public static SampleCode Naproxen { get; } = SampleCode.RxNorm("849574", "Naproxen sodium 220 MG Oral Tablet");
    public static SampleCode Alendronate { get; } = SampleCode.RxNorm("904419", "Alendronic acid 10 MG Oral Tablet");
    public static SampleCode Tramadol { get; } = SampleCode.RxNorm("835603", "tramadol hydrochloride 50 MG Oral Tablet");
    public static SampleCode Acetaminophen { get; } = SampleCode.RxNorm("313782", "Acetaminophen 325 MG Oral Tablet");
    public static SampleCode Ibuprofen { get; } = SampleCode.RxNorm("310965", "Ibuprofen 200 MG Oral Tablet");
    public static SampleCode Amoxicillin { get; } = SampleCode.RxNorm("562251", "Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet");
    public static SampleCode PenicillinV { get; } = SampleCode.RxNorm("834102", "Penicillin V Potassium 500 MG Oral Tablet");
    public static SampleCode Iron { get; } = SampleCode.RxNorm("310325", "ferrous sulfate 325 MG Oral Tablet");
    public static SampleCode Epinephrine { get; } = SampleCode.RxNorm("1870230", "NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector");
    public static SampleCode Trinessa { get; } = SampleCode.RxNorm("751905", "Trinessa 28 Day Pack");
    public static SampleCode CoTrimoxazole { get; } = SampleCode.RxNorm("198335", "sulfamethoxazole 800 MG / trimethoprim 160 MG Oral Tablet");

    /// <summary>Substances people of the sample day are allergic to.</summary>
    public static SampleCode[] Allergens { get; } =
    [
        SampleCode.RxNorm("7984", "Penicillin V"),
        SampleCode.RxNorm("1191", "Aspirin"),
        SampleCode.Snomed("735029006", "Shellfish (substance)"),
        SampleCode.Snomed("264287008", "Animal dander (substance)"),
        SampleCode.Snomed("256277009", "Grass pollen (substance)"),
    ];
}
