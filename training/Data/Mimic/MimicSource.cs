using System.Text.Json;
using MedRecCloud.Fhir.Exports;

namespace MedRecCloud.Training.Data.Mimic;

/// <summary>MIMIC's tables, grouped by patient on disk; each patient's rows become FHIR resources and go through the same record as in serving.</summary>
internal sealed class MimicSource(MimicLayout layout, bool includeDischargeCodes) : IPatientSource
{
    public string Layout => layout.Name;

    public IReadOnlyList<FileInfo> Files => [.. layout.Tables.Values.OrderBy(file => file.Name, StringComparer.Ordinal)];

    public IEnumerable<IPatientHistory> Read(CohortTally tally, IProgress<ReadProgress> progress, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchFolder("medrec-mimic-");
        var resources = new MimicResources(new IcdTitles(layout.DiagnosisTitles), new IcdTitles(layout.ProcedureTitles));
        using var spill = new PatientSpill(ExportFiles.ExpectedBytes(Files), scratch.Path);
        foreach (var (table, file) in layout.Tables.OrderBy(entry => entry.Key))
        {
            using var stream = ExportFiles.Open(file);
            foreach (var row in CsvRows.Read(stream, file.Name, MimicLayout.Columns[table]))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (IsWanted(table, row, tally))
                    spill.Add(row[0], (int)table, JsonSerializer.SerializeToUtf8Bytes(row));
            }
            progress.Report(new ReadProgress(file.Name, file.Length, file.Length));
        }
        var patients = 0;
        foreach (var rows in spill.Read())
        {
            if (MimicPatient.Read(rows, resources, includeDischargeCodes, tally) is { } patient)
                yield return patient;
            progress.Report(new ReadProgress("patients", ++patients, 0));
        }
    }

    private static bool IsWanted(MimicTable table, string[] row, CohortTally tally)
    {
        if (table == MimicTable.Notes)
            return row[1].Length > 0 && row[6] != "1" && row[4] is "" or "Discharge summary";
        if (table == MimicTable.Prescriptions && row[3] != "MAIN")
        {
            // BASE is the fluid a drug is dissolved in, ADDITIVE what is added to it.
            tally.Drop("prescription row that is no main drug");
            return false;
        }
        return true;
    }
}
