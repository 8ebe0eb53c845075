using MedRecCloud.Local.Sample;

namespace MedRecCloud.Benchmarks;

/// <summary>The exports that cohorts are made of: public ones where they lie beside the checkout, else made-up days.</summary>
internal static class CohortExport
{
    /// <summary>Encounters with notes.</summary>
    public static string WithNotes(DirectoryInfo folder) => Shared("synthea") ?? Made(folder, "with-notes", patients: 400);

    /// <summary>Many encounters, for a model that answers thousands a second.</summary>
    public static string Many(DirectoryInfo folder) => Shared(Path.Combine("synthea-structured", "train")) ?? Made(folder, "many", patients: 4_000);

    private static string? Shared(string name)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("MEDREC_SHARED") ?? "../shared", "data", name);
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    private static string Made(DirectoryInfo folder, string name, int patients)
    {
        var place = Path.Combine(folder.FullName, name);
        SampleFolder.Write(SampleGenerator.Make(new SampleOptions(patients, Seed: 9)), place);
        return SampleFolder.Fhir(place);
    }
}
