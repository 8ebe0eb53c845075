using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MedRecCloud.Fhir.Bulk;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Brings the files of an export into the cohort's storage, and opens them there. A file that the FHIR server wrote into this storage account stays where it is.</summary>
internal sealed class ExportFetch(ICohortFiles files, ExportBlobs blobs, TimeProvider time)
{
    private const int Tries = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>True for a URL of the cohorts' own storage account, where a FHIR server may write its exports.</summary>
    public bool IsOwn(Uri url) => blobs.IsOwn(url);

    /// <summary>Stores one file; one that is here already stays.</summary>
    /// <returns>False when the server has removed it.</returns>
    /// <exception cref="FhirServerException">It could not be had after several tries.</exception>
    public async Task<bool> StoreAsync(string id, BulkExportClient server, ExportState state, int index, CancellationToken cancellationToken)
    {
        var file = state.Files!.Value[index];
        if (IsOwn(file.Url)) return await blobs.FindAsync(file.Url, cancellationToken) is not null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var content = await server.OpenAsync(file, cancellationToken);
                if (content is null) return false;
                await files.StoreAsync(NameOf(id, state, index), content, cancellationToken);
                return true;
            }
            catch (Exception error) when (error is IOException or HttpRequestException or FhirServerException && attempt < Tries)
            {
                await Task.Delay(FirstDelay * (1 << (attempt - 1)), time, cancellationToken);
            }
        }
    }

    /// <summary>The export's resources and deletions. What the server could not export is counted.</summary>
    public async Task<IReadOnlyList<ExportPart>> PartsAsync(string id, ExportState state, CohortProblems problems, CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var file in files.ListAsync(CohortNames.ExportFiles(id, state.Attempt), cancellationToken)) lengths[file.Name] = file.Length;
        var parts = new List<ExportPart>();
        for (var i = 0; i < state.Files!.Value.Length; i++)
        {
            var (file, name) = (state.Files.Value[i], NameOf(id, state, i));
            var part = await blobs.FindAsync(file.Url, cancellationToken) is { } own
                ? new ExportPart(own.Name, own.Length, () => blobs.Open(own), file.Kind == BulkFile.Deleted, file.Count)
                : new ExportPart(name[(name.LastIndexOf('/') + 1)..], lengths.GetValueOrDefault(name), () => files.Open(name), file.Kind == BulkFile.Deleted, file.Count);
            if (file.Kind == BulkFile.Error) CountErrors(part, problems);
            else parts.Add(part);
        }

        return parts;
    }

    private static void CountErrors(ExportPart part, CohortProblems problems)
    {
        using var content = part.Open();
        foreach (var line in NdjsonLines.Read(content, part.Name))
        {
            foreach (var issue in Issues(line))
                if (issue.Severity is "error" or "fatal" or "warning") problems.Add($"export {issue.Severity}: {issue.Code}");
        }
    }

    private static IReadOnlyList<(string Severity, string Code)> Issues(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var outcome = JsonDocument.Parse(line);
            return [.. outcome.RootElement.GetProperty("issue").EnumerateArray().Select(issue => (Word(issue, "severity"), Word(issue, "code")))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [("error", "unknown")];
        }
    }

    // Codes come from outside: nothing but a short word goes on.
    private static string Word(JsonElement issue, string name) =>
        issue.GetProperty(name).GetString() is { Length: > 0 and <= 20 } word && word.All(letter => char.IsAsciiLetterLower(letter) || letter == '-') ? word : "unknown";

    private static string NameOf(string id, ExportState state, int index)
    {
        var file = state.Files!.Value[index];
        var type = file.Type.Length is > 0 and <= 40 && file.Type.All(char.IsAsciiLetter) ? file.Type : "Resource";
        return string.Create(CultureInfo.InvariantCulture, $"{CohortNames.ExportFiles(id, state.Attempt)}{index:00000}-{file.Kind}-{type}.ndjson");
    }
}
