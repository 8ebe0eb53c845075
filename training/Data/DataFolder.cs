using MedRecCloud.Fhir.Exports;
using MedRecCloud.Training.Data.Bulk;
using MedRecCloud.Training.Data.Mimic;

namespace MedRecCloud.Training.Data;

/// <summary>Recognizes what a data folder holds.</summary>
internal static class DataFolder
{
    /// <summary>The folder's own name, which stands for the data set in reports.</summary>
    public static string NameOf(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        // .../synthea-structured/train says more with its parent.
        var name = Path.GetFileName(full);
        return name is "train" or "test" or "hosp" or "fhir" && Path.GetDirectoryName(full) is { Length: > 1 } parent ? $"{Path.GetFileName(parent)}-{name}" : name;
    }

    /// <param name="includeDischargeCodes">MIMIC only: see <see cref="SampleOptions.IncludeDischargeCodes"/>.</param>
    /// <exception cref="TrainingDataException">There is no such folder, or nothing in it is known.</exception>
    public static IPatientSource Open(string folder, bool includeDischargeCodes = false)
    {
        if (!Directory.Exists(folder))
            throw new TrainingDataException($"There is no data folder {folder}.");
        if (MimicLayout.Find(folder) is { } mimic)
            return new MimicSource(mimic, includeDischargeCodes);
        if (ExportFiles.In(folder, ".ndjson") is { Count: > 0 } lines)
            return new BulkExportSource("fhir-bulk", lines);
        if (ExportFiles.In(folder, ".json") is { Count: > 0 } bundles)
            return new BulkExportSource("fhir-bundles", bundles);
        if (Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault(below => ExportFiles.In(below, ".ndjson", ".json").Count > 0) is { } inside)
            throw new TrainingDataException($"{folder} holds no training data itself, but {inside} does: name that one.");
        throw new TrainingDataException(
            $"{folder} holds no training data. Known are a FHIR bulk export (*.ndjson, *.ndjson.gz), Bundles (*.json, *.json.gz), and MIMIC-III or MIMIC-IV tables (*.csv, *.csv.gz).");
    }
}
