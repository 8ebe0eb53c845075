using System.Collections.Immutable;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.Training.Scoring;

/// <summary>A prefix as ids within a model's context.</summary>
internal static class PrefixTokens
{
    /// <summary>A prefix that is too long loses tokens behind its first line (the visit's type and reason), where the oldest history stands.</summary>
    public static (int[] Ids, ImmutableArray<string> Cut) Fit(PromptTokenizer tokenizer, string prefix, int room)
    {
        var ids = tokenizer.EncodePrefix(prefix);
        if (room <= 0 || ids.Length <= room)
            return (ids, []);
        var head = Math.Min(room / 4, tokenizer.EncodePrefix(prefix[..(prefix.IndexOf('\n') + 1)]).Length);
        return ([.. ids[..head], .. ids[^(room - head)..]], ["history beyond the model's context"]);
    }
}
