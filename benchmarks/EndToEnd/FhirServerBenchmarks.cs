using BenchmarkDotNet.Attributes;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Local.Sample;

namespace MedRecCloud.Benchmarks;

/// <summary>The local FHIR server over HTTP: one patient's observations by search, beside reading them one by one.</summary>
[MemoryDiagnoser]
public class FhirServerBenchmarks : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-bench-").FullName;
    private readonly HttpClient _http = new();
    private LocalFhirServer _server = null!;
    private string[] _ids = [];
    private string _patient = "";

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var day = SampleGenerator.Make(new SampleOptions(400));
        SampleFolder.Write(day, _folder);
        _server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = SampleFolder.Fhir(_folder) });
        var observations = day.Resources.Where(resource => resource["resourceType"]!.ToString() == "Observation")
            .GroupBy(resource => resource["subject"]!["reference"]!.ToString()).MaxBy(group => group.Count())!;
        (_patient, _ids) = (observations.Key, [.. observations.Select(resource => resource["id"]!.ToString())]);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public async Task<int> ReadOneByOne()
    {
        var bytes = 0;
        foreach (var id in _ids) bytes += (await _http.GetByteArrayAsync($"{_server.BaseUrl}/Observation/{id}")).Length;
        return bytes;
    }

    [Benchmark]
    public async Task<int> SearchByPatient() => (await _http.GetByteArrayAsync($"{_server.BaseUrl}/Observation?patient={_patient}&_count=1000")).Length;

    [Benchmark]
    public async Task<int> SearchByPatientAndCategory() =>
        (await _http.GetByteArrayAsync($"{_server.BaseUrl}/Observation?patient={_patient}&category=laboratory&date=ge2026-01-01&_count=1000")).Length;
}
