namespace MedRecCloud.Training.Data;

/// <summary>A data folder, read patient by patient.</summary>
internal interface IPatientSource
{
    /// <summary>fhir-bulk, fhir-bundles, mimic-iii or mimic-iv.</summary>
    string Layout { get; }

    /// <summary>The files it reads, for checksums.</summary>
    IReadOnlyList<FileInfo> Files { get; }

    /// <summary>Every patient once, in an order that depends on the data alone. Rows that cannot be used are counted in <paramref name="tally"/>.</summary>
    /// <exception cref="Fhir.Exports.ExportException">A file is damaged, or the scratch disk is full.</exception>
    IEnumerable<IPatientHistory> Read(CohortTally tally, IProgress<ReadProgress> progress, CancellationToken cancellationToken);
}
