using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>A drug and the eGFR (mL/min/1.73 m²) below which it is a problem.</summary>
internal sealed record RenalRule(string Id, ImmutableArray<string> Drugs, decimal Below, IssueSeverity Severity, string Detail, string Source);

/// <summary>Where kidney function is read from, and how old it may be.</summary>
/// <param name="Molar">The creatinine codes that stand for an amount of substance: micromol/L where no unit is said.</param>
/// <param name="Stages">The gravest first.</param>
internal sealed record RenalInputs(
    ImmutableArray<string> Creatinine, ImmutableArray<string> Molar, ImmutableArray<string> Egfr, int MaxAgeDays, ImmutableArray<RenalStage> Stages);

/// <summary>A diagnosed stage of chronic kidney disease, and the most eGFR (mL/min/1.73 m²) that it can mean.</summary>
internal sealed record RenalStage(ImmutableArray<string> Conditions, decimal AtMost);

/// <summary>A drug that is a problem under a circumstance that the enclosing section defines.</summary>
internal sealed record DrugRule(string Id, ImmutableArray<string> Drugs, IssueSeverity Severity, string Detail, string Source);

/// <summary>Liver disease: condition text fragments, or an ALT (U/L) above the limit.</summary>
internal sealed record HepaticRules(ImmutableArray<DrugRule> Rules, ImmutableArray<string> Conditions, AltLimit Alt);

/// <summary>ALT in U/L.</summary>
internal sealed record AltLimit(ImmutableArray<string> Loinc, decimal Above);

/// <summary>Pregnancy: condition text fragments, a positive test or status, an expected date of delivery; asked for between two ages.</summary>
/// <param name="Over">Fragments by which a condition speaks of no pregnancy, or of one that was.</param>
internal sealed record PregnancyRules(
    ImmutableArray<DrugRule> Rules, ImmutableArray<string> Conditions, ImmutableArray<string> Over, ImmutableArray<string> Loinc, ImmutableArray<string> DueDate, int MinAge, int MaxAge);

/// <summary>Lactation: condition text fragments, or a status.</summary>
internal sealed record LactationRules(ImmutableArray<DrugRule> Rules, ImmutableArray<string> Conditions, ImmutableArray<string> Loinc);

/// <summary>Under an age, or from an age on (years).</summary>
internal sealed record AgeRule(string Id, ImmutableArray<string> Drugs, int? Under, int? From, IssueSeverity Severity, string Detail, string Source);

/// <summary>Drugs contraindicated by a condition, recognised by fragments of its text.</summary>
internal sealed record ConditionRule(string Id, ImmutableArray<string> Drugs, ImmutableArray<string> Conditions, IssueSeverity Severity, string Detail, string Source);

/// <summary>QT prolongation: drugs with a known or possible risk, and QTc limits in milliseconds.</summary>
internal sealed record QtRules(
    ImmutableArray<string> Drugs, ImmutableArray<string> Possible, ImmutableArray<string> Loinc, decimal Above, decimal Caution, ImmutableArray<string> Conditions, string Source);
