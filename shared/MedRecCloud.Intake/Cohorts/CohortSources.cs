using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Opens the source that a manifest names.</summary>
internal sealed class CohortSources(ExportBlobs blobs, FhirServers servers, FhirContextReader reader, GroupExport export, IOptions<CohortOptions> cohorts)
{
    /// <summary>What the manifest names.</summary>
    /// <returns>Null when the source is not there yet and the cohort was paused or cancelled meanwhile.</returns>
    /// <exception cref="InvalidDataException">The source cannot be used; the message says why, in words fit for <c>progress.json</c>.</exception>
    public async Task<OpenSource?> OpenAsync(
        string id, CohortManifest manifest, CohortProblems problems, CancellationToken cancellationToken)
    {
        if (!manifest.Source.Encounters.IsDefaultOrEmpty)
        {
            var listed = new ListedEncounters(ServerOf(manifest), reader, problems);
            return new OpenSource((_, _) => listed.Read(manifest.Source.Encounters), "");
        }

        var files = manifest.Source switch
        {
            { Folder: { Length: > 0 } folder } => InFolder(folder),
            { Group: { Length: > 0 } group } => await export.RunAsync(id, ServerOf(manifest), group, problems, cancellationToken),
            _ => await InBlobsAsync(manifest.Source.Blobs!, cancellationToken),
        };
        if (files is null) return null;
        if (files.Count == 0) throw new InvalidDataException("The source holds no *.ndjson or *.ndjson.gz file.");
        return new OpenSource(new ExportPatients(files, problems, manifest.ShardSize).Read, OpenSource.PrintOf(files));
    }

    private FhirServerClient ServerOf(CohortManifest manifest) =>
        servers.Named(manifest.Server) ?? (manifest.Server == RequestKey.DefaultServer ? servers.Default : null)
        ?? throw new InvalidDataException("The manifest names a FHIR server that is not configured.");

    private IReadOnlyList<ExportPart> InFolder(string folder)
    {
        if (!cohorts.Value.AllowFolders) throw new InvalidDataException("A folder can be a source on a single machine only; put the export into blob storage and name source.blobs.");
        if (!Directory.Exists(folder)) throw new InvalidDataException("source.folder is not there.");
        return [.. ExportFiles.In(folder, ".ndjson").Select(file => new ExportPart(file.Name, file.Length, file.OpenRead))];
    }

    private async Task<IReadOnlyList<ExportPart>> InBlobsAsync(string place, CancellationToken cancellationToken) =>
        [.. (await blobs.ListAsync(place, cancellationToken)).Select(file => new ExportPart(file.Name, file.Length, () => blobs.Open(file)))];
}
