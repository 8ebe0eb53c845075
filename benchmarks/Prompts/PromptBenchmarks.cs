using BenchmarkDotNet.Attributes;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Events;

namespace MedRecCloud.Benchmarks;

/// <summary>The stages of the intake, per encounter.</summary>
[MemoryDiagnoser]
public class PromptBenchmarks
{
    private static readonly byte[] Event = """{"id":"1","subject":"acc.example/Encounter/e","data":{"resourceType":"Encounter","resourceFhirAccount":"acc.example","resourceFhirId":"e","resourceVersionId":3},"eventType":"Microsoft.HealthcareApis.FhirResourceUpdated"}"""u8.ToArray();

    private readonly PromptSource _source = PromptSource.Open() ?? throw new InvalidOperationException("The shared data set synthea is missing (MEDREC_SHARED).");
    private ClinicalContext _context = null!;

    [GlobalSetup]
    public void Read() => _context = _source.Contexts().OrderByDescending(context => context.Conditions.Length + context.Procedures.Length).ElementAt(100);

    [Benchmark(Baseline = true)]
    public int Recognise_the_envelope()
    {
        using var read = EnvelopeReader.Read(Event);
        return read.Changes.Count;
    }

    [Benchmark]
    public Prompt Compose() => PromptTemplates.MedRec2.Compose(_context, 6_000);

    [Benchmark]
    public string Hash() => ContextHash.Of(_context);

    [Benchmark]
    public int Ingredients() => IngredientNames.Parse("Acetaminophen 325 MG / Oxycodone Hydrochloride 10 MG Oral Tablet [Percocet]").Length;
}
