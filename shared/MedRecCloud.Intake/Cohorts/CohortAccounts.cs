using System.Globalization;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Adds up how far a cohort is: what is planned stands in the plan, what is done in the figures beside the parts. No counter is kept that a crash could leave wrong.</summary>
internal sealed class CohortAccounts(ICohortFiles files, TimeProvider time)
{
    /// <summary>Null when there is no such cohort.</summary>
    public async Task<CohortProgress?> CountAsync(string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(CohortNames.Manifest(id), cancellationToken) is not { } json) return null;
        var plan = await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken);
        var (tenant, isExport) = Read(json);
        var control = await files.ReadControlAsync(id, cancellationToken);
        // Also before a planner has seen it: nobody plans what is paused or cancelled.
        var held = control.State != CohortControlFile.Running ? control.State : null;
        var progress = new CohortProgress { Id = id, State = held ?? CohortProgress.Planning, Tenant = tenant, Started = plan?.Started };
        if (plan is null) return progress;
        var (proposed, abstained, failed, parts) = (0, 0, 0, 0);
        DateTimeOffset? newest = null;
        var now = time.GetUtcNow();
        var lately = new LatelyDone(now);
        await foreach (var part in files.ListAsync(CohortNames.Parts(id), cancellationToken))
        {
            if (CohortNames.ShardOf(part.Name) is null) continue;
            parts++;
            var (own, silent, bad) = (Figure(part, CohortFigures.Proposed), Figure(part, CohortFigures.Abstained), Figure(part, CohortFigures.Failed));
            // A part of encounters driven again replaces failures of earlier ones.
            (proposed, abstained, failed) = (proposed + own, abstained + silent, failed + bad - Figure(part, CohortFigures.Replaced));
            lately.Add(part.Modified, own + silent + bad);
            if (!(part.Modified <= newest)) newest = part.Modified;
        }

        var done = proposed + abstained + failed;
        var isDone = plan.Finished is not null && parts == plan.Shards + plan.Redriven;
        var elapsed = ((isDone ? newest : now) - plan.Started)?.TotalSeconds ?? 0;
        var rate = done > 0 && elapsed > 0 ? done / elapsed : 0;
        return progress with
        {
            State = plan.Refused is not null ? CohortProgress.Refused : isDone ? CohortProgress.Completed : held ?? (plan.Finished is null ? CohortProgress.Planning : CohortProgress.Running),
            Reason = plan.Refused ?? (plan.Finished is null && held is null ? plan.Trouble : null),
            Planned = plan.Results,
            Encounters = plan.Encounters,
            Models = plan.Models,
            Export = isExport && plan.Finished is null && await files.ReadAsync<ExportState>(CohortNames.Export(id), cancellationToken) is { } export ? export.Words() : null,
            Scored = proposed,
            Abstained = abstained,
            Failed = failed,
            Rate = Math.Round(rate, 2),
            Newest = newest,
            Estimate = !isDone && rate > 0 && plan.Finished is not null ? now.AddSeconds((plan.Results - done) / (lately.Rate ?? rate)) : null,
            Problems = plan.Problems,
        };
    }

    /// <summary>Brings <c>progress.json</c> up to date. A cohort whose results are all there is reporting: completed stands there when the report does.</summary>
    /// <returns>Null when there is no such cohort.</returns>
    public async Task<CohortProgress?> WriteProgressAsync(string id, CancellationToken cancellationToken)
    {
        if (await CountAsync(id, cancellationToken) is not { } progress) return null;
        if (progress.State != CohortProgress.Completed) await WriteAsync(progress, cancellationToken);
        else if (await files.ReadAsync<CohortProgress>(CohortNames.Progress(id), cancellationToken) is not { State: CohortProgress.Completed })
            await WriteAsync(progress with { State = CohortProgress.Reporting }, cancellationToken);
        return progress;
    }

    /// <summary>Says in <c>progress.json</c> that the cohort is completed, its report being there; unless failures are driven again by now.</summary>
    /// <returns>False when there are other results than those that were reported.</returns>
    public async Task<bool> WriteCompletedAsync(CohortProgress reported, CancellationToken cancellationToken)
    {
        if (!IsSame(await CountAsync(reported.Id, cancellationToken), reported)) return false;
        await WriteAsync(reported, cancellationToken);
        // Who drives failures again writes the plan first and progress.json last: either that is seen here, or it is written behind this.
        return IsSame(await CountAsync(reported.Id, cancellationToken), reported);
    }

    private static bool IsSame(CohortProgress? now, CohortProgress reported) =>
        now is { State: CohortProgress.Completed } && (now.Scored, now.Abstained, now.Failed, now.Newest) == (reported.Scored, reported.Abstained, reported.Failed, reported.Newest);

    private Task WriteAsync(CohortProgress progress, CancellationToken cancellationToken) => files.WriteAsync(CohortNames.Progress(progress.Id), progress, cancellationToken);

    private static int Figure(CohortFile part, string name) =>
        part.Figures.TryGetValue(name, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    private static (string? Tenant, bool IsExport) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var manifest = CohortManifest.Read(json.Span);
            return (manifest.Tenant, manifest.Source.Group is not null);
        }
        catch (InvalidDataException)
        {
            return (null, false); // The planner says why; here only the name of its owner is missing.
        }
    }
}
