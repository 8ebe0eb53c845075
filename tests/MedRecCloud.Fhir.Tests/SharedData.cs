using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Tests;

/// <summary>Third-party data beside the checkout (or where MEDREC_SHARED says); tests that need it are skipped where it is absent.</summary>
internal static class SharedData
{
    public static string Folder([CallerFilePath] string thisFile = "") =>
        Path.Combine(Environment.GetEnvironmentVariable("MEDREC_SHARED") ?? Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../shared"), "data");

    public static string Require(string path)
    {
        var full = Path.Combine(Folder(), path);
        Skip.IfNot(File.Exists(full) || Directory.Exists(full), $"The shared data ({path}) is not beside the checkout.");
        return full;
    }

    /// <summary>Every resource of a folder of NDJSON files.</summary>
    public static IEnumerable<JsonElement> Resources(string folder, params string[] types)
    {
        foreach (var file in Directory.EnumerateFiles(Require(folder), "*.ndjson.gz").Order(StringComparer.Ordinal))
        {
            var type = Path.GetFileName(file).Split('.')[0];
            if (type == "log" || (types.Length > 0 && !types.Contains(type))) continue;
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                if (line.Length == 0) continue;
                using var document = JsonDocument.Parse(line);
                yield return document.RootElement;
            }
        }
    }

    /// <summary>One record per patient of a folder.</summary>
    public static Dictionary<string, PatientRecord> Patients(string folder)
    {
        var products = Resources(folder, "Medication").Select(resource => resource.Clone()).ToList();
        var records = new Dictionary<string, PatientRecord>();
        foreach (var resource in Resources(folder))
        {
            var id = resource.Text("resourceType") == "Patient" ? resource.Text("id") : (resource.Reference("subject") ?? resource.Reference("patient"))?.Id;
            if (id is null) continue;
            if (!records.TryGetValue(id, out var record))
            {
                records[id] = record = new PatientRecord("default");
                foreach (var product in products) record.Add(product);
            }
            record.Add(resource);
        }
        return records;
    }
}
