using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MedRecCloud.Fhir.Context;

namespace MedRecCloud.Benchmarks;

/// <summary>A bulk export in memory: the lines that a context is made of, by patient.</summary>
internal sealed class PromptSource
{
    private static readonly string[] Types =
        ["Patient", "Encounter", "Condition", "Procedure", "MedicationRequest", "MedicationAdministration", "AllergyIntolerance", "Observation", "DocumentReference"];

    private readonly List<byte[]> _products = [];
    private readonly Dictionary<string, List<byte[]>> _patients = new(StringComparer.Ordinal);

    /// <summary>All lines, in the order of the files.</summary>
    public List<byte[]> Lines { get; } = [];

    public long Bytes => Lines.Sum(line => (long)line.Length);

    /// <summary>Reads <c>data/synthea</c> of the folder that MEDREC_SHARED names; null when it is not there.</summary>
    public static PromptSource? Open()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("MEDREC_SHARED") ?? "../shared", "data", "synthea");
        if (!Directory.Exists(folder)) return null;
        var source = new PromptSource();
        foreach (var line in Read(Path.Combine(folder, "Medication.ndjson.gz"))) source._products.Add(line);
        foreach (var type in Types)
        {
            foreach (var line in Read(Path.Combine(folder, type + ".ndjson.gz")))
            {
                source.Lines.Add(line);
                using var document = JsonDocument.Parse(line);
                if (PatientRecord.SubjectOf(document.RootElement) is not { } patient) continue;
                if (!source._patients.TryGetValue(patient, out var lines)) source._patients[patient] = lines = [];
                lines.Add(line);
            }
        }
        return source;
    }

    /// <summary>Parses every line and makes every encounter's context.</summary>
    public IEnumerable<Clinical.Context.ClinicalContext> Contexts()
    {
        foreach (var lines in _patients.Values)
        {
            var record = new PatientRecord("default");
            foreach (var line in lines.Concat(_products))
            {
                using var document = JsonDocument.Parse(line);
                record.Add(document.RootElement);
            }
            foreach (var encounter in record.Encounters.ToList()) yield return record.ContextAt(encounter.Source.Id);
        }
    }

    private static IEnumerable<byte[]> Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line) if (line.Length > 0) yield return Encoding.UTF8.GetBytes(line);
    }
}
