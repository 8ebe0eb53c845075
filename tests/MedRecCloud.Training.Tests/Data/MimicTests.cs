using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Mimic;

namespace MedRecCloud.Training.Tests.Data;

public sealed class MimicTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_fourth_version_gives_drugs_of_an_admission_and_codes_of_earlier_ones_only()
    {
        WriteFour(_folder["hosp"]);
        var (samples, report) = Some.Read(_folder.Path);
        Assert.Equal("mimic-iv", report.Layout);
        Assert.Equal([["furosemide"], ["furosemide", "metoprolol"]], samples.Select(sample => sample.Labels.ToArray()));
        Assert.Equal((52, "female", "IMP"), (samples[0].Age, samples[0].Sex, samples[0].Class));
        // Codes are assigned at discharge: the first admission shows none, the second those of the first.
        Assert.DoesNotContain("Heart failure", Some.AllText(samples[0]));
        Assert.Contains("Heart failure", samples[1].Prompt.Prefix);
        Assert.DoesNotContain("Kidney failure", samples[1].Prompt.Prefix);
        Assert.Equal(1, report.Dropped["prescription row that is no main drug"]);
    }

    [Fact]
    public void Discharge_codes_come_in_only_when_asked_for()
    {
        WriteFour(_folder["hosp"]);
        var asked = Some.Read(_folder.Path, new SampleOptions { IncludeDischargeCodes = true }).Samples;
        Assert.Contains("Heart failure", asked[0].Prompt.Prefix);
        Assert.Contains("Kidney failure", asked[1].Prompt.Prefix);
    }

    [Fact]
    public void The_third_version_gives_notes_without_what_names_the_treatment()
    {
        File.WriteAllText(_folder["PATIENTS.csv"], "\"ROW_ID\",\"SUBJECT_ID\",\"GENDER\",\"DOB\",\"DOD\"\n1,7,\"M\",2100-03-01 00:00:00,\n");
        File.WriteAllText(_folder["ADMISSIONS.csv"], "ROW_ID,SUBJECT_ID,HADM_ID,ADMITTIME,DISCHTIME,ADMISSION_TYPE,DIAGNOSIS\n1,7,70,2150-04-01 10:00:00,2150-04-09 10:00:00,EMERGENCY,\"CHEST PAIN, UNSPECIFIED\"\n");
        File.WriteAllText(_folder["PRESCRIPTIONS.csv"], "ROW_ID,SUBJECT_ID,HADM_ID,STARTDATE,DRUG_TYPE,DRUG,DRUG_NAME_GENERIC,NDC\n1,7,70,2150-04-01 00:00:00,MAIN,Warfarin,Warfarin,0\n");
        File.WriteAllText(_folder["DIAGNOSES_ICD.csv"], "ROW_ID,SUBJECT_ID,HADM_ID,SEQ_NUM,ICD9_CODE\n1,7,70,1,4280\n");
        File.WriteAllText(_folder["NOTEEVENTS.csv"], "ROW_ID,SUBJECT_ID,HADM_ID,CHARTDATE,CATEGORY,DESCRIPTION,ISERROR,TEXT\n1,7,70,2150-04-09,Discharge summary,Report,,\"Chief Complaint:\npressure on the chest\n\nDischarge Medications:\nWarfarin 5 mg\n\"\n2,7,70,2150-04-02,Nursing,Report,,\"warfarin given\"\n");
        var sample = Assert.Single(Some.Read(_folder.Path).Samples);
        Assert.Equal("warfarin", Assert.Single(sample.Labels));
        Assert.Equal(50, sample.Age);
        Assert.Contains("CHEST PAIN, UNSPECIFIED", sample.Prompt.Prefix);
        Assert.Contains("pressure on the chest", sample.Prompt.Prefix);
        Assert.DoesNotContain("warfarin", Some.AllText(sample), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Quoted_fields_hold_commas_quotes_and_line_ends()
    {
        var rows = CsvRows.Read(new MemoryStream("A,b,c\r\n1,\"x,\"\"y\"\"\nz\",3\r\n4,,\n"u8.ToArray()), "t.csv", "c", "B", "d?").ToList();
        Assert.Equal([["3", "x,\"y\"\nz", ""], ["", "", ""]], rows);
        Assert.Contains("no column e", Assert.Throws<TrainingDataException>(() => CsvRows.Read(new MemoryStream("a\n1\n"u8.ToArray()), "t.csv", "e").Count()).Message);
        Assert.Contains("cut off", Assert.Throws<TrainingDataException>(() => CsvRows.Read(new MemoryStream("a\n\"1\n"u8.ToArray()), "t.csv", "a").Count()).Message);
    }

    [Fact]
    public void A_missing_table_is_named()
    {
        File.WriteAllText(_folder["admissions.csv"], "subject_id\n");
        Assert.Contains("patients.csv", Assert.Throws<TrainingDataException>(() => Some.Read(_folder.Path)).Message);
    }

    [SkippableFact]
    public void The_shared_mimic_iv_demo_has_its_published_counts()
    {
        var (samples, report) = Some.Read(SharedData.Folder("mimic-iv-demo-2.2"));
        Assert.Equal((100, 275), (report.Patients, report.Encounters));
        Assert.Equal(250, report.EncountersWithOrders);
        Assert.InRange(samples.Where(sample => !sample.Labels.IsEmpty).Average(sample => sample.Labels.Length), 20, 32);
    }

    public void Dispose() => _folder.Dispose();

    private static void WriteFour(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "patients.csv"), "subject_id,gender,anchor_age,anchor_year,anchor_year_group,dod\n7,F,50,2148,2011 - 2013,\n");
        File.WriteAllText(Path.Combine(folder, "admissions.csv"), "subject_id,hadm_id,admittime,dischtime,admission_type\n7,70,2150-04-01 10:00:00,2150-04-09 10:00:00,EW EMER.\n7,71,2150-08-01 10:00:00,2150-08-03 10:00:00,URGENT\n");
        File.WriteAllText(Path.Combine(folder, "prescriptions.csv"), "subject_id,hadm_id,pharmacy_id,starttime,drug_type,drug,ndc\n7,70,1,2150-04-02 00:00:00,MAIN,Furosemide,0\n7,70,2,2150-04-02 00:00:00,BASE,0.9% Sodium Chloride,0\n7,71,3,2150-08-01 00:00:00,MAIN,Furosemide,0\n7,71,4,2150-08-01 12:00:00,MAIN,Metoprolol Tartrate,0\n");
        File.WriteAllText(Path.Combine(folder, "diagnoses_icd.csv"), "subject_id,hadm_id,seq_num,icd_code,icd_version\n7,70,1,4280,9\n7,71,1,N179,10\n");
        File.WriteAllText(Path.Combine(folder, "d_icd_diagnoses.csv"), "icd_code,icd_version,long_title\n4280,9,Heart failure\nN179,10,Kidney failure\n");
    }
}
