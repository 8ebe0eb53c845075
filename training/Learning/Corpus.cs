using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>The texts a small base learns language from: the training encounters' prompts with a few answered candidates. Validation and test are never read.</summary>
internal sealed class Corpus(IReadOnlyList<Sample> train, TrainingUsage usage, Formulary formulary, IPromptTemplate template, int seed)
{
    private const int OtherDrugs = 3;

    public int Count => train.Count;

    public string Text(int index)
    {
        var sample = train[index];
        var random = new Random(unchecked(seed * 16_777_619 + index));
        var others = sample.Prompt.Histories.Keys.Where(drug => formulary.IndexOf(drug) >= 0).Take(OtherDrugs)
            .Concat(Enumerable.Range(0, OtherDrugs).Select(_ => formulary.Drugs[random.Next(formulary.Drugs.Length)].Name));
        var usual = usage.Of(sample);
        var answers = sample.Labels.Concat(others).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(drug => $"{template.Suffix(drug, sample.Prompt.Histories.GetValueOrDefault(drug) ?? CandidateHistory.Never, usual.Of(drug))} {(sample.Labels.Contains(drug) ? "Yes" : "No")}\n");
        return sample.Prompt.Prefix + string.Concat(answers);
    }

    /// <summary>Every distinct candidate phrase, so that the tokenizer knows the names of all drugs.</summary>
    public IEnumerable<string> Names() => formulary.Drugs.Select(drug => template.Suffix(drug.Name, CandidateHistory.Never, CandidateUsage.Unknown).ToString());

    /// <summary>All texts one after another, each begun and ended, as windows of equal length.</summary>
    public long[][] Windows(PromptTokenizer tokenizer, int length)
    {
        var ids = new List<long>();
        for (var index = 0; index < Count; index++)
        {
            ids.AddRange(tokenizer.EncodePrefix(Text(index)).Select(id => (long)id));
            if (tokenizer.EndId is { } end)
                ids.Add(end);
        }
        return [.. ids.Chunk(length).Where(window => window.Length == length)];
    }
}
