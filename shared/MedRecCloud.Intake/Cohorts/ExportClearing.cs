using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// Removes the fetched copies of an export once nobody needs them: patient data that is kept no longer than the plan takes. The planner does it at its end; where one
/// died over it, or the cohort was cancelled with no planner alive, upkeep does.
/// </summary>
internal sealed class ExportClearing(ICohortFiles files)
{
    public async Task ClearAsync(string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync<ExportState>(CohortNames.Export(id), cancellationToken) is not { IsCleared: false } state) return;
        var plan = await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken);
        if (plan is { Finished: null, Refused: null } or null && (await files.ReadControlAsync(id, cancellationToken)).State != CohortControlFile.Cancelled) return;
        await files.RemoveAsync(CohortNames.ExportFiles(id), cancellationToken);
        await files.WriteAsync(CohortNames.Export(id), state with { IsCleared = true }, cancellationToken);
    }
}
