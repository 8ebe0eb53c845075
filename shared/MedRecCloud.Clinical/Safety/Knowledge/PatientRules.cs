using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>A drug and the eGFR (mL/min/1.73 m²) below which it is a problem.</summary>
internal sealed record RenalRule(string Id, ImmutableArray<string> Drugs, decimal Below, IssueSeverity Severity, string Detail, string Source);

/// <summary>Where kidney function is read from, and how old it may be.</summary>
internal sealed record RenalInputs(ImmutableArray<string> Creatinine, ImmutableArray<string> Egfr, int MaxAgeDays);

/// <summary>A drug that is a problem under a circumstance that the enclosing section defines.</summary>
internal sealed record DrugRule(string Id, ImmutableArray<string> Drugs, IssueSeverity Severity, string Detail, string Source);

/// <summary>Liver disease: condition text fragments, or an ALT (U/L) above the limit.</summary>
internal sealed record HepaticRules(ImmutableArray<DrugRule> Rules, ImmutableArray<string> Conditions, AltLimit Alt);

/// <summary>ALT in U/L.</summary>
internal sealed record AltLimit(ImmutableArray<string> Loinc, decimal Above);

/// <summary>Pregnancy: condition text fragments or a positive test; asked for between two ages.</summary>
internal sealed record PregnancyRules(ImmutableArray<DrugRule> Rules, ImmutableArray<string> Conditions, ImmutableArray<string> Loinc, int MinAge, int MaxAge);

/// <summary>Lactation: condition text fragments.</summary>
internal sealed record LactationRules(ImmutableArray<DrugRule> Rules, ImmutableArray<string> Conditions);

/// <summary>Under an age, or from an age on (years).</summary>
internal sealed record AgeRule(string Id, ImmutableArray<string> Drugs, int? Under, int? From, IssueSeverity Severity, string Detail, string Source);

/// <summary>Drugs contraindicated by a condition, recognised by fragments of its text.</summary>
internal sealed record ConditionRule(string Id, ImmutableArray<string> Drugs, ImmutableArray<string> Conditions, IssueSeverity Severity, string Detail, string Source);

/// <summary>QT prolongation: drugs with a known or possible risk, and QTc limits in milliseconds.</summary>
internal sealed record QtRules(
    ImmutableArray<string> Drugs, ImmutableArray<string> Possible, ImmutableArray<string> Loinc, decimal Above, decimal Caution, ImmutableArray<string> Conditions, string Source);
