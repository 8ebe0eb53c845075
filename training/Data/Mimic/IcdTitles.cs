using MedRecCloud.Fhir.Exports;


namespace MedRecCloud.Training.Data.Mimic;

/// <summary>The words of ICD codes, from MIMIC's own dictionary tables.</summary>
internal sealed class IcdTitles
{
    private readonly Dictionary<(string Code, bool IsTen), string> _titles = [];

    /// <param name="dictionary">d_icd_diagnoses or d_icd_procedures; null where the folder has none (as the demo).</param>
    public IcdTitles(FileInfo? dictionary)
    {
        if (dictionary is null)
            return;
        using var stream = ExportFiles.Open(dictionary);
        foreach (var row in CsvRows.Read(stream, dictionary.Name, "icd_code|icd9_code", "long_title", "icd_version?"))
            _titles[(row[0].Trim(), row[2] == "10")] = row[1];
    }

    /// <summary>Null when unknown.</summary>
    public string? Find(string code, bool isTen) => _titles.GetValueOrDefault((code, isTen));
}
