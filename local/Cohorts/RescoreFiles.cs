using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Local.Cohorts;

/// <summary>Lays the files of a cohort that ended beside its report: the stack's own storage ends with the stack.</summary>
internal static class RescoreFiles
{
    /// <param name="folder">Where <c>report.html</c>, <c>results/</c> and the others are put; what an earlier call has left there is replaced where it is another.</param>
    public static async Task CopyAsync(ICohortFiles files, string id, string folder, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])[CohortNames.Report(id), CohortNames.ReportPage(id), CohortNames.Progress(id), CohortNames.Differences(id)])
            if (await files.ReadAsync(name, cancellationToken).ConfigureAwait(false) is { } content) await WriteAsync(Place(name), content, cancellationToken).ConfigureAwait(false);
        foreach (var prefix in (string[])[CohortNames.Parts(id), CohortNames.ProposalParts(id)])
        {
            await foreach (var part in files.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                // A part is written once.
                if (new FileInfo(Place(part.Name)) is { Exists: true } known && known.Length == part.Length) continue;
                if (await files.ReadAsync(part.Name, cancellationToken).ConfigureAwait(false) is { } content) await WriteAsync(Place(part.Name), content, cancellationToken).ConfigureAwait(false);
            }
        }

        string Place(string name) => Path.Combine(folder, name[(id.Length + 1)..]);
    }

    private static async Task WriteAsync(string file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, content, cancellationToken).ConfigureAwait(false);
    }
}
