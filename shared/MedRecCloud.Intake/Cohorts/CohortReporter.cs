using System.Text;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Writes <c>report.json</c>, <c>report.html</c> and, against an earlier run, <c>differences.ndjson</c>. The same parts give the same bytes.</summary>
internal sealed class CohortReporter(ICohortFiles files, CohortParts parts)
{
    /// <summary>Writes the report of a completed cohort unless it is there for the same parts.</summary>
    public async Task BringUpToDateAsync(CohortProgress progress, CancellationToken cancellationToken)
    {
        var id = progress.Id;
        var count = 0;
        await foreach (var part in files.ListAsync(CohortNames.Parts(id), cancellationToken)) count += CohortNames.ShardOf(part.Name) is null ? 0 : 1;
        if ((await files.ReadAsync<Made>(CohortNames.Report(id), cancellationToken))?.Parts == count) return;

        var difference = await EarlierAsync(id, cancellationToken);
        var tally = new ReportTally(difference);
        await foreach (var result in parts.ReadAsync(id, cancellationToken)) tally.Add(result);
        var report = tally.ToReport(progress, count);
        if (difference is not null) await files.WriteAsync(CohortNames.Differences(id), CohortLines.Write(difference.Changes), cancellationToken);
        await files.WriteAsync(CohortNames.ReportPage(id), Encoding.UTF8.GetBytes(CohortPage.Write(report)), cancellationToken);
        // Last: its presence says that all is written.
        await files.WriteAsync(CohortNames.Report(id), report, cancellationToken);
    }

    private async Task<DifferenceTally?> EarlierAsync(string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(CohortNames.Manifest(id), cancellationToken) is not { } json || CohortManifest.Read(json.Span).Against is not { } against) return null;
        var tally = new DifferenceTally(against);
        await foreach (var result in parts.ReadAsync(against, cancellationToken)) tally.AddEarlier(result);
        return tally;
    }

    private sealed record Made(int Parts);
}
