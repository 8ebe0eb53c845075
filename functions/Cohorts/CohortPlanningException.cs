namespace MedRecCloud.Functions.Cohorts;

/// <summary>Planning failed and is tried again. Carries the kind of the failure alone, because the host writes it to its log.</summary>
public sealed class CohortPlanningException(string errorType) : Exception($"Planning failed with {errorType}; progress.json of the cohort says more.");
