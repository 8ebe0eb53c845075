using System.Collections.Frozen;
using System.Text.Json;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Exports;

namespace MedRecCloud.Training.Data.Bulk;

/// <summary>
/// A FHIR export: NDJSON files of a bulk export, or Bundle files. Resources are grouped by patient on disk, then each patient's go through the same
/// <see cref="PatientRecord"/> as in serving. What that record never reads (DiagnosticReport, which repeats notes; CarePlan, SupplyDelivery, Claim …) is skipped unparsed.
/// </summary>
internal sealed class BulkExportSource(string layout, IReadOnlyList<FileInfo> files) : IPatientSource
{
    private static readonly FrozenSet<string> OfPatients = new[]
    {
        "Patient", "Encounter", "Condition", "Procedure", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "DocumentReference",
    }.ToFrozenSet(StringComparer.Ordinal);

    public string Layout => layout;

    public IReadOnlyList<FileInfo> Files => files;

    public IEnumerable<IPatientHistory> Read(CohortTally tally, IProgress<ReadProgress> progress, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchFolder("medrec-export-");
        using var spill = new PatientSpill(ExportFiles.ExpectedBytes(files), scratch.Path);
        using var shared = new SharedResources(scratch.Path);
        foreach (var file in files)
        {
            Group(file, spill, shared, tally, cancellationToken);
            progress.Report(new ReadProgress(file.Name, file.Length, file.Length));
        }
        var patients = 0;
        foreach (var rows in spill.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (BulkPatient.Read(rows, shared, tally) is { } patient)
                yield return patient;
            progress.Report(new ReadProgress("patients", ++patients, 0));
        }
    }

    private void Group(FileInfo file, PatientSpill spill, SharedResources shared, CohortTally tally, CancellationToken cancellationToken)
    {
        using var stream = ExportFiles.Open(file);
        var resources = layout == "fhir-bulk" ? NdjsonLines.Read(stream, file.Name) : BundleFile.Read(stream, file.Name).Select(json => (ReadOnlyMemory<byte>)json);
        foreach (var resource in resources)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ResourceHead.Read(resource.Span) is not { } head)
                tally.Drop("line is no FHIR resource with type and id");
            else if (head.Type is "Medication" or "Binary")
                shared.Add($"{head.Type}/{head.Id}", resource.Span);
            else if (!OfPatients.Contains(head.Type))
                continue;
            else if (head.Patient is null)
                tally.Drop($"{head.Type} without a patient");
            else
                spill.Add(head.Patient, 0, resource.Span);
        }
    }
}
