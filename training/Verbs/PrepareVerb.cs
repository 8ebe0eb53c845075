using System.CommandLine;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>prepare</c>: reads data folders as training would, prints and saves what is in them, and what is dropped and why. Holds one patient in memory.</summary>
internal static class PrepareVerb
{
    private static readonly JsonSerializerOptions Indented = new(ClinicalJson.Options) { WriteIndented = true };

    public static Command Command
    {
        get
        {
            var data = DataOptions.Folders("Data folders, separated by commas.");
            var output = new OutputFolder("Folder for cohort.json.", whenAbsent: ".");
            var options = new DataOptions();
            var command = new Command("prepare", "Reads data and reports the cohort: patients, visits, labels, averages, dropped rows with reasons, checksums, configuration hash.") { data };
            output.AddTo(command);
            options.AddTo(command);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                var (reports, file) = (new List<CohortReport>(), Path.Combine(output.Ready(parsed), "cohort.json"));
                foreach (var folder in DataOptions.Listed(parsed.GetValue(data)))
                {
                    reports.Add(await ReadAsync(folder, options.ReadTemplate(parsed), options.Read(parsed), cancellationToken));
                    Print(reports[^1]);
                }
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(reports, Indented), cancellationToken);
                ConsoleProgress.ToStandardError.Done($"wrote {file}");
                return reports.Any(report => report.Complaint() is not null) ? 2 : 0;
            });
            return command;
        }
    }

    /// <summary>Reads a folder sample by sample and keeps the counts alone.</summary>
    public static async Task<CohortReport> ReadAsync(string folder, Clinical.Prompts.IPromptTemplate template, SampleOptions options, CancellationToken cancellationToken)
    {
        var (progress, tally, source) = (ConsoleProgress.ToStandardError, new CohortTally(), DataFolder.Open(folder, options.IncludeDischargeCodes));
        foreach (var _ in new SampleReader(template, options).Read(DataFolder.NameOf(folder), source, tally, progress, cancellationToken))
        {
            // Counted by the reader.
        }
        progress.Done($"read {tally.Patients} patients, {tally.Encounters} encounters");
        return tally.Report(DataFolder.NameOf(folder), source.Layout, await ExportFiles.ChecksumsAsync(source.Files, cancellationToken), options.Hash(source.Layout, template.Version));
    }

    private static void Print(CohortReport report)
    {
        Console.WriteLine(FormattableString.Invariant($"{report.DataSet} ({report.Layout}), configuration {report.ConfigHash[..12]}"));
        Console.WriteLine(FormattableString.Invariant($"  patients                {report.Patients}"));
        Console.WriteLine(FormattableString.Invariant($"  encounters              {report.Encounters} ({report.EncountersPerPatient:0.0} per patient)"));
        Console.WriteLine(FormattableString.Invariant($"  encounters with orders  {report.EncountersWithOrders}"));
        Console.WriteLine(FormattableString.Invariant($"  labels                  {report.Labels} ({report.LabelsPerEncounter:0.00} per encounter with orders), {report.DistinctDrugs} different ingredients"));
        foreach (var (reason, rows) in report.Dropped)
            Console.WriteLine(FormattableString.Invariant($"  dropped                 {rows}: {reason}"));
        foreach (var (file, checksum) in report.Files)
            Console.WriteLine($"  sha256 {checksum[..16]}…  {file}");
        if (report.Complaint() is { } complaint)
            Console.Error.WriteLine(complaint);
    }
}
