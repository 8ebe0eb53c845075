using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>A small template: conditions as words, newest first, cut from the end; one history phrase in three kinds.</summary>
internal sealed class SomeTemplate(string version = "medrec-2", string head = "Patient: ") : IPromptTemplate
{
    public string Version => version;

    public bool TellsUsage => false;

    public Prompt Compose(ClinicalContext context, int maxCharacters)
    {
        const string Tail = "\nDrug:";
        var lines = context.Conditions.OrderByDescending(condition => condition.Recorded).Select(condition => condition.Text + "; ").ToList();
        var all = lines.Count;
        while (lines.Count > 0 && head.Length + Tail.Length + lines.Sum(line => line.Length) > maxCharacters) lines.RemoveAt(lines.Count - 1);
        var text = string.Concat(lines);
        var segments = text.Length == 0 ? [] : ImmutableArray.Create(new PromptSegment("Diagnose", head.Length, text.Length, null));
        return new Prompt(
            version, head + text + Tail, segments, ImmutableSortedDictionary<string, CandidateHistory>.Empty, new CodeHistory([], []),
            lines.Count == all ? [] : [$"{all - lines.Count} oldest conditions"]);
    }

    public CandidateSuffix Suffix(string ingredient, CandidateHistory history, CandidateUsage usage) =>
        new(" ", ingredient, "", history.Orders switch { 0 => ", never had", 1 => ", had once", _ => ", had often" }, "? ");
}
