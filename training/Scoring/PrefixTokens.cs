using System.Collections.Immutable;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.Training.Scoring;

/// <summary>A prefix as ids within a model's context.</summary>
internal static class PrefixTokens
{
    /// <summary>A prefix that is too long loses tokens at its beginning, where the oldest history stands; the token that begins every prompt stays.</summary>
    public static (int[] Ids, ImmutableArray<string> Cut) Fit(PromptTokenizer tokenizer, string prefix, int room)
    {
        var ids = tokenizer.EncodePrefix(prefix);
        if (room <= 0 || ids.Length <= room)
            return (ids, []);
        var head = tokenizer.BeginId is null ? 0 : 1;
        return ([.. ids[..head], .. ids[^(room - head)..]], ["history beyond the model's context"]);
    }
}
