using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.InferenceWorker;

/// <summary>The prompt of a made-up patient, of usual length: it warms a model up before real ones wait for it.</summary>
internal static class WarmUpPrompt
{
    private const int Conditions = 30, Characters = 2400;

    /// <param name="template">Null for a model that reads no text.</param>
    public static Prompt For(IPromptTemplate? template) =>
        template?.Compose(Patient, Characters)
        ?? new Prompt("", "", [], ImmutableSortedDictionary<string, CandidateHistory>.Empty, new CodeHistory([], []), []);

    /// <summary>The made-up patient.</summary>
    public static ClinicalContext Patient { get; } = Create();

    private static ClinicalContext Create()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new ClinicalContext
        {
            Server = RequestKey.DefaultServer,
            PredictionTime = now,
            Patient = new PatientFact(new ResourceKey("Patient", "warm-up"), new DateOnly(1960, 1, 1), "female"),
            Encounter = new EncounterFact(
                new ResourceKey("Encounter", "warm-up"), "in-progress", "AMB",
                [new Coding(CodeSystems.Snomed, "185349003", "Encounter for check up")], [new Coding(CodeSystems.Snomed, "38341003", "Hypertension")], now, null),
            Conditions = [.. Enumerable.Range(0, Conditions).Select(i => new ConditionFact(
                new ResourceKey("Condition", $"warm-up-{i}"), [new Coding(CodeSystems.Snomed, $"{44054006 + i}", $"Chronic condition number {i}")],
                $"Chronic condition number {i}", "active", now.AddDays(-30 * (i + 1)), null, now.AddDays(-30 * (i + 1)), null))],
        };
    }
}
