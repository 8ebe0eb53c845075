using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Writes <c>report.json</c>, <c>report.html</c> and, where there is something to compare with, <c>differences.ndjson</c>. The same parts give the same bytes.</summary>
internal sealed class CohortReporter(ICohortFiles files, CohortParts parts)
{
    private const int MostListed = 10_000;

    /// <summary>Writes the report of a completed cohort unless it is there for the same parts.</summary>
    public async Task BringUpToDateAsync(CohortProgress progress, CancellationToken cancellationToken)
    {
        var id = progress.Id;
        var (count, unknown) = (0, (Count: 0, Drugs: ImmutableArray<string>.Empty));
        await foreach (var part in files.ListAsync(CohortNames.Parts(id), cancellationToken))
        {
            if (CohortNames.ShardOf(part.Name) is null) continue;
            count++;
            if (Unknown(part) is var here && here.Count > unknown.Count) unknown = here;
        }

        if ((await files.ReadAsync<Made>(CohortNames.Report(id), cancellationToken))?.Parts == count) return;
        if (await files.ReadAsync(CohortNames.Manifest(id), cancellationToken) is not { } json) return;

        var manifest = CohortManifest.Read(json.Span);
        var asked = Asked(manifest);
        var differences = new Dictionary<string, List<DifferenceTally>>(StringComparer.Ordinal);
        foreach (var model in asked) differences[model] = await DifferencesAsync(id, manifest, asked, model, cancellationToken);
        var tallies = asked.ToDictionary(model => model, model => new ReportTally(differences[model]), StringComparer.Ordinal);
        var failed = new List<CohortReport.FailedEncounter>();
        await foreach (var result in parts.ReadAsync(id, cancellationToken))
        {
            if (!tallies.TryGetValue(result.Asked ?? "", out var tally)) continue;
            tally.Add(result);
            if (result.Outcome == "failed" && failed.Count < MostListed) failed.Add(new CohortReport.FailedEncounter(result.Encounter, result.Reason ?? "unknown", result.Asked));
        }

        var report = ToReport(progress, CohortAsked.Of(manifest, progress.Started) with { Unknown = unknown.Count, UnknownDrugs = unknown.Drugs }, count, [.. asked.Select(model => tallies[model].ToRun(model.Length == 0 ? null : model))], failed);
        if (differences.Values.Any(some => some.Count > 0))
            await files.WriteAsync(CohortNames.Differences(id), CohortLines.Write(differences.Values.SelectMany(some => some).SelectMany(difference => difference.Changes)), cancellationToken);
        await files.WriteAsync(CohortNames.ReportPage(id), Encoding.UTF8.GetBytes(CohortPage.Write(report)), cancellationToken);
        // Last: its presence says that all is written.
        await files.WriteAsync(CohortNames.Report(id), report, cancellationToken);
    }

    private static (int Count, ImmutableArray<string> Drugs) Unknown(CohortFile part) =>
        part.Figures.TryGetValue(CohortFigures.Unknown, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (count, [.. part.Figures.GetValueOrDefault(CohortFigures.UnknownDrugs, "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)])
            : (0, []);

    private static CohortReport ToReport(CohortProgress progress, CohortAsked asked, int parts, ImmutableArray<CohortRun> runs, List<CohortReport.FailedEncounter> failed) => new()
    {
        Id = progress.Id,
        Tenant = progress.Tenant,
        Asked = asked,
        Parts = parts,
        Planned = progress.Planned,
        Encounters = progress.Encounters,
        Scored = runs.Sum(run => run.Scored),
        Abstained = runs.Sum(run => run.Abstained),
        Failed = runs.Sum(run => run.Failed),
        Runs = runs,
        FailedEncounters = [.. failed.OrderBy(one => one.Encounter, StringComparer.Ordinal).ThenBy(one => one.Model, StringComparer.Ordinal)],
        Problems = progress.Problems,
    };

    private async Task<List<DifferenceTally>> DifferencesAsync(string id, CohortManifest manifest, IReadOnlyList<string> asked, string model, CancellationToken cancellationToken)
    {
        var differences = new List<DifferenceTally>();
        var own = model.Length == 0 ? null : model;
        if (manifest.Against is { } against && await files.ReadAsync(CohortNames.Manifest(against), cancellationToken) is { } json)
        {
            // The same model where it was asked for then, else the first.
            var earlier = Asked(CohortManifest.Read(json.Span));
            differences.Add(new DifferenceTally(against, await RunAsync(against, earlier.Contains(model) ? model : earlier[0], cancellationToken), own));
        }

        if (model != asked[0]) differences.Add(new DifferenceTally(asked[0], await RunAsync(id, asked[0], cancellationToken), own));
        return differences;
    }

    private async Task<EarlierRun> RunAsync(string id, string model, CancellationToken cancellationToken)
    {
        var run = new EarlierRun();
        await foreach (var result in parts.ReadAsync(id, cancellationToken))
            if ((result.Asked ?? "") == model) run.Add(result);
        return run;
    }

    // One without a name where the manifest names no models.
    private static IReadOnlyList<string> Asked(CohortManifest manifest) => manifest.Models.IsDefaultOrEmpty ? [""] : [.. manifest.Wishes.Select(wish => wish.ToString())];

    private sealed record Made(int Parts);
}
