using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Hosting.Starting;
using MedRecCloud.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Takes a made-up request from its blob's bytes to a FHIR Bundle while the models are being loaded, so that the first real one does not wait for the drug
/// knowledge to be read and the writer to be compiled: about two seconds. Nothing is stored.
/// </summary>
internal sealed class OutcomeWarmUp(OutcomeRules rules, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OutcomeWarmUp> logger)
    : WarmUpService(lifetime, time, logger)
{
    private static readonly ModelVersion Version = new("warm-up", "1", ModelKind.Lamo, new string('0', 64), PromptTemplates.All[0].Version);

    /// <returns>The Bundle of the made-up outcome, one drug proposed.</returns>
    public static byte[] Run(OutcomeRules rules)
    {
        var made = new InferenceRequest
        {
            Server = RequestKey.DefaultServer,
            Encounter = WarmUpPrompt.Patient.Encounter.Source,
            ContextHash = ContextHash.Of(WarmUpPrompt.Patient),
            AsOf = WarmUpPrompt.Patient.PredictionTime,
            Context = WarmUpPrompt.Patient,
            Prompt = WarmUpPrompt.For(PromptTemplates.All[0]),
        };
        var request = JsonSerializer.Deserialize<InferenceRequest>(JsonSerializer.SerializeToUtf8Bytes(made, ClinicalJson.Options), ClinicalJson.Options)!;
        var scores = new CandidateScores([new MedicationScore("lisinopril", 0.9, 2.2, 0.5), new MedicationScore("ibuprofen", 0.1, -2.2, 0.5)], Version);
        var outcome = rules.Decide(scores, request, Manifest());
        JsonSerializer.SerializeToUtf8Bytes(OutcomeRecord.Of(outcome, request, Version), ClinicalJson.Options);
        return rules.Write(outcome, request, Version, scores);
    }

    /// <inheritdoc/>
    protected override void WarmUp() => Run(rules);

    private static ModelManifest Manifest() => new()
    {
        Format = ModelManifest.CurrentFormat,
        Name = Version.Name,
        Version = Version.Version,
        Kind = "lamo",
        PromptTemplate = Version.PromptVersion,
        Candidates = ["lisinopril", "ibuprofen"],
        Thresholds = [0.5, 0.5],
        Calibration = new Calibration(1, 0),
        Files = ImmutableSortedDictionary<string, string>.Empty,
    };
}
