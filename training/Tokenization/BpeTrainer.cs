using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace MedRecCloud.Training.Tokenization;

/// <summary>Learns a byte-level BPE vocabulary: again and again the most frequent neighbouring pair becomes one token. The same texts give the same vocabulary.</summary>
internal sealed partial class BpeTrainer
{
    private readonly Dictionary<string, int> _words = [];

    [GeneratedRegex(Vocabulary.Pattern)]
    private static partial Regex Words();

    /// <summary>Counts the words of a text.</summary>
    public void Add(string text)
    {
        foreach (var word in Words().EnumerateMatches(text))
            CollectionsMarshal.GetValueRefOrAddDefault(_words, text.Substring(word.Index, word.Length), out _)++;
    }

    /// <param name="size">Tokens wanted, the 256 bytes and 2 special tokens included; fewer when no pair occurs twice any more.</param>
    public Vocabulary Train(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 258);
        var tokens = ByteAlphabet.Letters.Select(letter => letter.ToString()).ToList();
        var words = _words.OrderBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => (Ids: Encoding.UTF8.GetBytes(word.Key).Select(value => (int)value).ToList(), Count: word.Value)).ToList();
        var pairs = new PairCounts();
        for (var word = 0; word < words.Count; word++)
            pairs.Add(words[word].Ids, words[word].Count, word);
        var merges = new List<(string, string)>();
        while (merges.Count < size - 258 && pairs.Best() is { } best)
        {
            merges.Add((tokens[best.Left], tokens[best.Right]));
            tokens.Add(tokens[best.Left] + tokens[best.Right]);
            foreach (var word in pairs.WordsWith(best))
            {
                pairs.Add(words[word].Ids, -words[word].Count, word);
                Join(words[word].Ids, best, tokens.Count - 1);
                pairs.Add(words[word].Ids, words[word].Count, word);
            }
        }
        return new Vocabulary(merges);
    }

    private static void Join(List<int> ids, (int Left, int Right) pair, int joined)
    {
        var to = 0;
        for (var from = 0; from < ids.Count; from++)
        {
            var meets = from + 1 < ids.Count && ids[from] == pair.Left && ids[from + 1] == pair.Right;
            ids[to++] = meets ? joined : ids[from];
            from += meets ? 1 : 0;
        }
        ids.RemoveRange(to, ids.Count - to);
    }
}
