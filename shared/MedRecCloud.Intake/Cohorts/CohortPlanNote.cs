using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Writes a planner's notes into <c>plan.json</c>. Another planner of the same cohort may be ahead: what it has noted is not taken back.</summary>
internal sealed class CohortPlanNote(ICohortFiles files, TimeProvider time)
{
    /// <returns>What stands there now: the note, or that of the one ahead.</returns>
    public async Task<CohortPlan> SaveAsync(string id, CohortPlan plan, CancellationToken cancellationToken) =>
        (await files.UpdateAsync<CohortPlan>(CohortNames.Plan(id), known => IsAhead(known, plan) ? null : plan, cancellationToken))!;

    /// <summary>Says why planning stopped, for <c>progress.json</c>; it is tried again. What fails here too is left: the first failure is told to the caller.</summary>
    public async Task TroubleAsync(string id, Exception error)
    {
        try
        {
            await files.UpdateAsync<CohortPlan>(
                CohortNames.Plan(id),
                plan => plan is { Finished: null, Refused: null } ? plan with { Trouble = $"{Words(error)} It is tried again.", Troubled = time.GetUtcNow() } : null,
                CancellationToken.None);
        }
        catch (Exception again) when (again is not OutOfMemoryException)
        {
            // Storage itself may be what fails.
        }
    }

    private static bool IsAhead(CohortPlan? known, CohortPlan plan) => known is not null && (known.Finished is not null || known.Shards > plan.Shards);

    // Never the text of an error that may quote a patient, a path or a URL.
    private static string Words(Exception error) => error switch
    {
        OperationCanceledException => "The planner was stopped.",
        FhirServerException server => server.Message,
        FileNotFoundException or DirectoryNotFoundException => "A file of the source is not there any more.",
        IOException => "A file of the source, or the planner's own scratch folder, cannot be used.",
        _ => $"Planning failed with {error.GetType().Name}.",
    };
}
