namespace MedRecCloud.Intake.Cohorts;

/// <summary>How well proposals meet what was truly ordered. Null where nothing is to be divided by.</summary>
/// <param name="Encounters">Scored or abstained.</param>
/// <param name="Proposing">Of those, with at least one proposal.</param>
/// <param name="WithOrders">Of those, with at least one order; all that follows but the last is over these.</param>
/// <param name="Precision">Proposed drugs that were ordered, of all proposed.</param>
/// <param name="Recall">Ordered drugs that were proposed, of all ordered.</param>
/// <param name="Jaccard">Mean overlap per encounter.</param>
/// <param name="OverPrescription">Proposed drugs per ordered drug; 1 is even.</param>
/// <param name="FalseAlarms">Encounters without any order for which something was proposed, of all without.</param>
internal sealed record Quality(
    int Encounters, int Proposing, int WithOrders, double? Precision, double? Recall, double? F1, double? Jaccard, double? OverPrescription, double? FalseAlarms);
