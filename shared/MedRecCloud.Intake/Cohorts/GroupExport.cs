using System.Collections.Immutable;
using MedRecCloud.Fhir.Bulk;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// Runs <c>Group/{id}/$export</c> on the FHIR server: asks for it, looks as often as the server wants, fetches the files into the cohort's storage, and lets the server
/// remove its own. Each step is written down when it is done.
/// <list type="table">
/// <item><term>the planner died</term><description>the next one goes on: the same export, behind the last file fetched</description></item>
/// <item><term>429, 5xx, no answer</term><description>asked again, after Retry-After where the server says so</description></item>
/// <item><term>the server has forgotten the export, or removed a file</term><description>asked for anew, three times at most</description></item>
/// <item><term>paused</term><description>left as it is</description></item>
/// <item><term>cancelled, or longer than allowed</term><description>the server is told to drop it</description></item>
/// </list>
/// </summary>
internal sealed class GroupExport(ICohortFiles files, ExportFetch fetch, IOptions<CohortOptions> options, TimeProvider time)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500), Usual = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromMinutes(10), Look = TimeSpan.FromSeconds(5);

    // What the planner reads, and nothing that it would leave out.
    private static readonly string[] s_types =
        ["Patient", "Encounter", "Condition", "Procedure", "AllergyIntolerance", "Observation", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Medication", "DocumentReference", "Binary"];

    /// <summary>The files of the export, as soon as all are here.</summary>
    /// <returns>Null when the cohort was paused or cancelled meanwhile.</returns>
    /// <exception cref="InvalidDataException">There will be no export; the message says why.</exception>
    /// <exception cref="FhirServerException">A file cannot be fetched for now.</exception>
    public async Task<IReadOnlyList<ExportPart>?> RunAsync(string id, FhirServerClient server, string group, CohortProblems problems, CancellationToken cancellationToken)
    {
        var state = await files.ReadAsync<ExportState>(CohortNames.Export(id), cancellationToken) ?? await SaveAsync(id, new ExportState { Asked = time.GetUtcNow() }, cancellationToken);
        while (state.Files is null || state.Fetched < state.Files.Value.Length)
        {
            var control = (await files.ReadControlAsync(id, cancellationToken)).State;
            if (control == CohortControlFile.Cancelled) await ReleaseAsync(id, server, state, cancellationToken);
            if (control != CohortControlFile.Running) return null;
            if (time.GetUtcNow() - state.Asked > options.Value.ExportPatience)
            {
                await ReleaseAsync(id, server, state, cancellationToken);
                throw new InvalidDataException($"The FHIR server has not made the export within {options.Value.ExportPatience}.");
            }

            state = state.Files is null ? await StepAsync(id, server.Bulk, group, state, cancellationToken) : await FetchAsync(id, server.Bulk, state, cancellationToken);
        }

        await ReleaseAsync(id, server, state, cancellationToken);
        return await fetch.PartsAsync(id, state, problems, cancellationToken);
    }

    private async Task<ExportState> StepAsync(string id, BulkExportClient server, string group, ExportState state, CancellationToken cancellationToken)
    {
        BulkAnswer answer;
        try
        {
            answer = state.Status is { } status ? await server.LookAsync(status, cancellationToken) : await server.StartAsync(group, s_types, cancellationToken);
        }
        catch (FhirServerException)
        {
            answer = new BulkAnswer.Wait(null, "no answer from the FHIR server; it is asked again");
        }

        switch (answer)
        {
            case BulkAnswer.Started started:
                return await SaveAsync(id, state with { Status = started.Status, Progress = null }, cancellationToken);
            case BulkAnswer.Ready { Manifest: var manifest }:
                if (manifest.Files.Any(file => !fetch.IsOwn(file.Url) && !server.IsAllowed(file.Url)))
                    throw new InvalidDataException("The export lies outside the configured servers: allow its place with Fhir:Servers:…:ExportUrls.");
                return await SaveAsync(id, state with { Files = manifest.Files, Expires = manifest.Expires, Fetched = 0 }, cancellationToken);
            case BulkAnswer.Gone:
                return await AgainAsync(id, state, cancellationToken);
            case BulkAnswer.Refused refused:
                throw new InvalidDataException(refused.Reason);
            case BulkAnswer.Wait wait:
                if (wait.Progress != state.Progress) state = await SaveAsync(id, state with { Progress = wait.Progress }, cancellationToken);
                await WaitAsync(id, wait.After ?? Usual, cancellationToken);
                return state;
            default:
                throw new InvalidOperationException("An answer of an unknown kind.");
        }
    }

    private async Task<ExportState> FetchAsync(string id, BulkExportClient server, ExportState state, CancellationToken cancellationToken) =>
        await fetch.StoreAsync(id, server, state, state.Fetched, cancellationToken)
            ? await SaveAsync(id, state with { Fetched = state.Fetched + 1 }, cancellationToken)
            : await AgainAsync(id, state, cancellationToken);

    private async Task<ExportState> AgainAsync(string id, ExportState state, CancellationToken cancellationToken)
    {
        if (state.Attempt == MostAttempts) throw new InvalidDataException($"The FHIR server has forgotten the export {MostAttempts} times before it was fetched.");
        await files.RemoveAsync(CohortNames.ExportFiles(id, state.Attempt), cancellationToken);
        return await SaveAsync(id, new ExportState { Asked = state.Asked, Attempt = state.Attempt + 1 }, cancellationToken);
    }

    private async Task ReleaseAsync(string id, FhirServerClient server, ExportState state, CancellationToken cancellationToken)
    {
        if (state.Status is not { } status || state.IsReleased) return;
        try
        {
            await server.Bulk.DeleteAsync(status, cancellationToken);
        }
        catch (FhirServerException)
        {
            // A courtesy: the server's own expiry does the same later.
        }

        await SaveAsync(id, state with { IsReleased = true }, cancellationToken);
    }

    // In short looks, so that a pause or a cancellation is seen soon.
    private async Task WaitAsync(string id, TimeSpan after, CancellationToken cancellationToken)
    {
        var left = TimeSpan.FromTicks(Math.Clamp(after.Ticks, Shortest.Ticks, Longest.Ticks));
        while (left > TimeSpan.Zero && (await files.ReadControlAsync(id, cancellationToken)).State == CohortControlFile.Running)
        {
            var step = left < Look ? left : Look;
            await Task.Delay(step, time, cancellationToken);
            left -= step;
        }
    }

    private async Task<ExportState> SaveAsync(string id, ExportState state, CancellationToken cancellationToken)
    {
        await files.WriteAsync(CohortNames.Export(id), state, cancellationToken);
        return state;
    }
}
