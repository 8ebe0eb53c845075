using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.Training.Learning;

/// <summary>Token ids of prompts. Every piece of a suffix is tokenized by itself and once, as the engine does, so training and serving read the same ids.</summary>
internal sealed class PromptEncoder(PromptTokenizer tokenizer, IPromptTemplate template)
{
    private readonly Dictionary<string, int[]> _pieces = new(StringComparer.Ordinal);

    public IPromptTemplate Template => template;

    public int[] Prefix(Prompt prompt) => Prefix(prompt.Prefix);

    public int[] Prefix(string text) => tokenizer.EncodePrefix(text);

    /// <param name="usage">What is usual for the visit, counted without its patient.</param>
    public int[] Suffix(string drug, Prompt prompt, VisitUsage usage) => Suffix(drug, prompt, usage.Of(drug));

    public int[] Suffix(string drug, Prompt prompt, CandidateUsage usage)
    {
        var suffix = template.Suffix(drug, prompt.Histories.GetValueOrDefault(drug) ?? CandidateHistory.Never, usage);
        return [.. Piece(suffix.Lead), .. Piece(suffix.Drug), .. Piece(suffix.Usage), .. Piece(suffix.History), .. Piece(suffix.Answer)];
    }

    private int[] Piece(string text) => _pieces.TryGetValue(text, out var ids) ? ids : _pieces[text] = tokenizer.EncodePiece(text);
}
