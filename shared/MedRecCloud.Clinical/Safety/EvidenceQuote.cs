using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety;

/// <summary>
/// A segment of a prompt as a clinician reads it. The prompt has a limit and habits of its own: a word that it cut is quoted whole, and what it counts is said in a sentence.
/// </summary>
internal static class EvidenceQuote
{
    private const int Longest = 200;

    public static string Of(Prompt prompt, PromptSegment segment, ClinicalContext context)
    {
        var text = prompt.Prefix.Substring(segment.Start, segment.Length).Trim();
        if (text == VisitCounts.Of(context)) return VisitCounts.InWords(context);
        if (segment.Source is { } source && Whole(source, text, context) is { } whole && whole.Length > text.Length) return $"{Short(whole)} (read as \u2018{text}\u2019)";
        return Short(text);
    }

    // The fact that the words are the beginning of. Notes are cut too, and stand on the page in full.
    private static string? Whole(ResourceKey source, string text, ClinicalContext context) =>
        context.Conditions.Where(fact => fact.Source == source).Select(fact => PromptWords.Name(fact.Codes, fact.Text))
            .Concat(context.Procedures.Where(fact => fact.Source == source).Select(fact => PromptWords.Name(fact.Codes, fact.Text)))
            .FirstOrDefault(name => name.StartsWith(text, StringComparison.Ordinal));

    private static string Short(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
