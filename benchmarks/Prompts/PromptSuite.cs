using System.Diagnostics;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Benchmarks;

/// <summary>
/// From a bulk export's lines to prompts, beside the FHIR library's bare parse of the same lines and a bare pass of the JSON reader. Processor time of one thread;
/// each is run in turn, and its figure is the best of six passes after four that warm up.
/// </summary>
internal sealed class PromptSuite : IRatioSuite
{
    private static readonly FhirJsonDeserializer Firely = new(new DeserializerSettings { Validator = null });

    public string Name => "prompts";

    public Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        if (PromptSource.Open() is not { } source)
        {
            Console.Error.WriteLine("prompts: the shared data set synthea is missing (MEDREC_SHARED).");
            return System.Threading.Tasks.Task.FromResult<IReadOnlyList<Ratio>>([]);
        }

        var (prompts, hashes, firely, tokens) = (new Passes(() => Prompts(source)), new Passes(() => Hashes(source)), new Passes(() => Parse(source)), new Passes(() => Tokens(source)));
        Passes[] all = [prompts, hashes, firely, tokens];
        // The compiler's tiers need a few passes. In turn, so that each has the same machine.
        for (var warm = 0; warm < 4; warm++)
            foreach (var one in all) one.Warm();
        for (var pass = 0; pass < 6; pass++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var one in all) one.Measure();
        }

        var costs = new Dictionary<string, double>
        {
            ["bytes"] = source.Bytes, ["prompts_per_core_second"] = prompts.Count / prompts.Seconds, ["allocated_bytes_per_prompt"] = (double)prompts.Allocated / prompts.Count,
            ["firely_allocated_bytes_per_line"] = (double)firely.Allocated / firely.Count, ["with_context_hash_core_seconds"] = hashes.Seconds,
        };
        return System.Threading.Tasks.Task.FromResult<IReadOnlyList<Ratio>>(
        [
            // At most twice the time of the bare parse: at least half as fast.
            Ratio.Of("prompts.beside-firely-parse", 0.5, "Firely parse of the same lines, core seconds", firely.Seconds, "contexts and prompts from NDJSON, core seconds", prompts.Seconds) with { Costs = costs },
            Ratio.Of("prompts.beside-json-tokens", 0.02, "Utf8JsonReader pass over the same lines, core seconds", tokens.Seconds, "contexts and prompts from NDJSON, core seconds", prompts.Seconds),
        ]);
    }

    private static int Prompts(PromptSource source) => source.Contexts().Count(context => PromptTemplates.MedRec2.Compose(context, 6_000).Prefix.Length > 0);

    private static int Hashes(PromptSource source) => source.Contexts().Count(context => PromptTemplates.MedRec2.Compose(context, 6_000).Prefix.Length > 0 && ContextHash.Of(context).Length > 0);

    private static int Parse(PromptSource source)
    {
        var parsed = 0;
        foreach (var line in source.Lines)
        {
            var reader = new Utf8JsonReader(line);
            if (Firely.TryDeserializeResource(ref reader, out Resource? resource, out _) || resource is not null) parsed++;
        }
        return parsed;
    }

    private static int Tokens(PromptSource source)
    {
        foreach (var line in source.Lines)
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }
        }
        return source.Lines.Count;
    }
}
