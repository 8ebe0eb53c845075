namespace MedRecCloud.Local.Sample;

/// <summary>Diagnoses and findings of the sample day.</summary>
internal static class Diagnoses
{
    public static SampleCode Hypertension { get; } = SampleCode.Snomed("59621000", "Essential hypertension (disorder)");
    public static SampleCode Hyperlipidemia { get; } = SampleCode.Snomed("55822004", "Hyperlipidemia (disorder)");
    public static SampleCode Diabetes { get; } = SampleCode.Snomed("44054006", "Diabetes mellitus type 2 (disorder)");
    public static SampleCode IschemicHeartDisease { get; } = SampleCode.Snomed("414545008", "Ischemic heart disease (disorder)");
    public static SampleCode HeartFailure { get; } = SampleCode.Snomed("88805009", "Chronic congestive heart failure (disorder)");
    public static SampleCode KneeOsteoarthritis { get; } = SampleCode.Snomed("239873007", "Osteoarthritis of knee (disorder)");
    public static SampleCode Osteoporosis { get; } = SampleCode.Snomed("64859006", "Osteoporosis (disorder)");
    public static SampleCode ChronicPain { get; } = SampleCode.Snomed("82423001", "Chronic pain (finding)");
    public static SampleCode ViralSinusitis { get; } = SampleCode.Snomed("444814009", "Viral sinusitis (disorder)");
    public static SampleCode BacterialSinusitis { get; } = SampleCode.Snomed("75498004", "Acute bacterial sinusitis (disorder)");
    public static SampleCode Bronchitis { get; } = SampleCode.Snomed("10509002", "Acute bronchitis (disorder)");
    public static SampleCode Pharyngitis { get; } = SampleCode.Snomed("195662009", "Acute viral pharyngitis (disorder)");
    public static SampleCode StreptococcalSoreThroat { get; } = SampleCode.Snomed("43878008", "Streptococcal sore throat (disorder)");
    public static SampleCode Cystitis { get; } = SampleCode.Snomed("307426000", "Acute infective cystitis (disorder)");
    public static SampleCode Anemia { get; } = SampleCode.Snomed("271737000", "Anemia (disorder)");
    public static SampleCode AllergicDisposition { get; } = SampleCode.Snomed("609328004", "Allergic disposition (finding)");
    public static SampleCode Gingivitis { get; } = SampleCode.Snomed("66383009", "Gingivitis (disorder)");
    public static SampleCode SprainedAnkle { get; } = SampleCode.Snomed("44465007", "Sprain of ankle (disorder)");
    public static SampleCode Sprain { get; } = SampleCode.Snomed("384709000", "Sprain (morphologic abnormality)");
    public static SampleCode Pregnancy { get; } = SampleCode.Snomed("72892002", "Normal pregnancy (finding)");
    public static SampleCode Contraception { get; } = SampleCode.Snomed("389095005", "Contraception care (regime/therapy)");
    public static SampleCode ReviewDue { get; } = SampleCode.Snomed("314529007", "Medication review due (situation)");
    public static SampleCode FullTime { get; } = SampleCode.Snomed("160903007", "Full-time employment (finding)");
    public static SampleCode PartTime { get; } = SampleCode.Snomed("160904001", "Part-time employment (finding)");
    public static SampleCode Stress { get; } = SampleCode.Snomed("73595000", "Stress (finding)");
    public static SampleCode Obesity { get; } = SampleCode.Snomed("162864005", "Body mass index 30+ - obesity (finding)");
    public static SampleCode Prediabetes { get; } = SampleCode.Snomed("714628002", "Prediabetes (finding)");

    /// <summary>Findings that visits of every kind record, and that say little about treatment.</summary>
    public static SampleCode[] Social { get; } = [FullTime, PartTime, Stress, Obesity, Prediabetes];
}
