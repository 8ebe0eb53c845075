using MedRecCloud.Fhir.Exports;


namespace MedRecCloud.Training.Data.Mimic;

/// <summary>
/// Where the tables of a MIMIC folder lie and which columns are read: MIMIC-III (upper-case files in one folder) or MIMIC-IV (<c>hosp/</c> and <c>note/</c>, or flat
/// as in the demo), gzipped or not.
/// </summary>
internal sealed record MimicLayout(string Name, IReadOnlyDictionary<MimicTable, FileInfo> Tables, FileInfo? DiagnosisTitles, FileInfo? ProcedureTitles)
{
    /// <summary>The columns read of each table, MIMIC-IV's name before MIMIC-III's; the first is always the patient.</summary>
    public static IReadOnlyDictionary<MimicTable, string[]> Columns { get; } = new Dictionary<MimicTable, string[]>
    {
        [MimicTable.Patients] = ["subject_id", "gender", "anchor_age?", "anchor_year?", "dob?", "dod?"],
        [MimicTable.Admissions] = ["subject_id", "hadm_id", "admittime", "dischtime", "admission_type", "diagnosis?"],
        [MimicTable.Prescriptions] = ["subject_id", "hadm_id", "starttime|startdate", "drug_type", "drug", "drug_name_generic?", "pharmacy_id|row_id?"],
        [MimicTable.Diagnoses] = ["subject_id", "hadm_id", "seq_num", "icd_code|icd9_code", "icd_version?"],
        [MimicTable.Procedures] = ["subject_id", "hadm_id", "seq_num", "icd_code|icd9_code", "icd_version?", "chartdate?"],
        [MimicTable.Services] = ["subject_id", "hadm_id", "transfertime", "curr_service"],
        [MimicTable.Notes] = ["subject_id", "hadm_id", "charttime|chartdate", "text", "category?", "note_id|row_id?", "iserror?"],
    };

    private static readonly Dictionary<MimicTable, string[]> Files = new()
    {
        [MimicTable.Patients] = ["patients"], [MimicTable.Admissions] = ["admissions"], [MimicTable.Prescriptions] = ["prescriptions"], [MimicTable.Diagnoses] = ["diagnoses_icd"],
        [MimicTable.Procedures] = ["procedures_icd"], [MimicTable.Services] = ["services"], [MimicTable.Notes] = ["noteevents", "discharge"],
    };

    public bool IsThree => Name == "mimic-iii";

    /// <summary>Null when the folder holds no MIMIC tables.</summary>
    /// <exception cref="TrainingDataException">Some of the necessary tables are there, and others not.</exception>
    public static MimicLayout? Find(string folder)
    {
        var files = new[] { folder, Path.Combine(folder, "hosp"), Path.Combine(folder, "note") }.Where(Directory.Exists).SelectMany(place => ExportFiles.In(place, ".csv"))
            .GroupBy(file => Path.GetFileNameWithoutExtension(ExportFiles.Plain(file.Name)).ToLowerInvariant(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        if (!files.ContainsKey("admissions") && !files.ContainsKey("prescriptions"))
            return null;
        var tables = Files.Select(entry => (entry.Key, File: entry.Value.Select(files.GetValueOrDefault).FirstOrDefault(file => file is not null)))
            .Where(entry => entry.File is not null).ToDictionary(entry => entry.Key, entry => entry.File!);
        MimicTable[] necessary = [MimicTable.Patients, MimicTable.Admissions, MimicTable.Prescriptions, MimicTable.Diagnoses];
        if (necessary.FirstOrDefault(table => !tables.ContainsKey(table), (MimicTable)(-1)) is >= 0 and var missing)
            throw new TrainingDataException($"{folder} looks like MIMIC but has no {Files[missing][0]}.csv.");
        using var header = new StreamReader(ExportFiles.Open(tables[MimicTable.Patients]));
        var isThree = !(header.ReadLine() ?? "").Contains("anchor_age", StringComparison.OrdinalIgnoreCase);
        return new MimicLayout(isThree ? "mimic-iii" : "mimic-iv", tables, files.GetValueOrDefault("d_icd_diagnoses"), files.GetValueOrDefault("d_icd_procedures"));
    }
}
