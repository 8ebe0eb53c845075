using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Tests.Data;

/// <summary>Samples and readers for tests.</summary>
internal static class Some
{
    public static readonly IProgress<ReadProgress> Silence = new Progress<ReadProgress>(_ => { });

    public static (IReadOnlyList<Sample> Samples, CohortReport Report) Read(string folder, SampleOptions? options = null, int maxEncounters = 0) =>
        new TrainingSetReader(PromptTemplates.MedRec2, Ingredients.Describe, Silence).ReadPartAsync(new DataPart(folder, MaxEncountersPerPatient: maxEncounters), options ?? new SampleOptions(), default)
            .GetAwaiter().GetResult();

    /// <summary>Everything a model could read of a sample: the prefix and the suffix of each named drug.</summary>
    public static string AllText(Sample sample, params string[] drugs) => sample.Prompt.Prefix + string.Concat(drugs.Select(drug =>
        PromptTemplates.MedRec2.Suffix(drug, sample.Prompt.Histories.GetValueOrDefault(drug) ?? CandidateHistory.Never, CandidateUsage.Unknown))) + string.Join(' ', sample.Prompt.Codes.Visits.SelectMany(visit => visit.Conditions.Concat(visit.Procedures).Concat(visit.Medications)));

    /// <param name="history">Drugs ordered before.</param>
    public static Sample Sample(string patient, string encounter, string[] labels, string[]? history = null, string[]? here = null, string reason = "", int day = 0, string dataSet = "set") => new(
        dataSet, patient, encounter, new DateTimeOffset(2020, 1, 1, 8, 0, 0, TimeSpan.Zero).AddDays(day), 50, "female", "AMB", day == 0,
        new Prompt("medrec-2", "", [], (history ?? []).ToImmutableSortedDictionary(drug => drug, _ => new CandidateHistory(1, 30, true, true, 1, false), StringComparer.Ordinal), new CodeHistory([], []), []),
        new EncounterCodes("type", reason, "AMB", [.. here ?? []], [.. here ?? []], [], [.. history ?? []], [.. history ?? []], [.. history ?? []], [.. history ?? []], history is null ? 0 : 1, day),
        [.. labels.Order(StringComparer.Ordinal)]);
}
