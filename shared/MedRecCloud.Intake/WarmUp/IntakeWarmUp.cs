using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Hosting.Starting;
using MedRecCloud.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.WarmUp;

/// <summary>
/// Takes a made-up patient, with a note in every format that is read, from FHIR to a serialized request, so that no real event waits for code that runs for
/// the first time: the first PDF alone takes most of a second. Beside the start, which waits for nothing of it; nothing is stored or sent.
/// </summary>
internal sealed class IntakeWarmUp(IOptions<IntakeOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<IntakeWarmUp> logger)
    : WarmUpService(lifetime, time, logger)
{
    private static readonly ResourceKey Encounter = new("Encounter", "warm-up"), Patient = new("Patient", "warm-up");

    /// <summary>The request as it would be stored.</summary>
    public static byte[] Run(IntakeOptions options)
    {
        var record = new PatientRecord(RequestKey.DefaultServer);
        using var lines = new StreamReader(typeof(IntakeWarmUp).Assembly.GetManifestResourceStream("made-up-patient.ndjson")!);
        while (lines.ReadLine() is { } line)
        {
            using var resource = JsonDocument.Parse(line);
            record.Add(resource.RootElement);
        }

        record.Complete(Encounter, Patient);
        var context = record.ContextAt(Encounter.Id, live: true);
        var request = new InferenceRequest
        {
            Server = RequestKey.DefaultServer,
            Encounter = Encounter,
            ContextHash = ContextHash.Of(context),
            AsOf = context.PredictionTime,
            Context = context,
            Prompt = PromptTemplates.Of(options.PromptTemplate).Compose(context, options.MaxPrefixCharacters),
        };
        return JsonSerializer.SerializeToUtf8Bytes(request, ClinicalJson.Options);
    }

    /// <inheritdoc/>
    protected override void WarmUp() => Run(options.Value);
}
