using System.Runtime.InteropServices;

namespace MedRecCloud.Training.Tokenization;

/// <summary>How often each pair of neighbouring tokens occurs, and in which words.</summary>
internal sealed class PairCounts
{
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _words = [];

    public void Add(List<int> ids, int count, int word)
    {
        for (var i = 0; i + 1 < ids.Count; i++)
        {
            var pair = (ids[i], ids[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += count;
            if (count > 0)
                (CollectionsMarshal.GetValueRefOrAddDefault(_words, pair, out _) ??= []).Add(word);
        }
    }

    /// <summary>The most frequent pair that occurs at least twice; of equals the one with the lower ids.</summary>
    public (int Left, int Right)? Best()
    {
        (int Left, int Right)? best = null;
        var most = 1L;
        foreach (var (pair, count) in _counts)
            if (count > most || (count == most && best is { } known && pair.CompareTo(known) < 0))
                (best, most) = (pair, count);
        return best;
    }

    /// <summary>The words that may hold the pair, which is then forgotten because the caller joins it everywhere.</summary>
    public IReadOnlyList<int> WordsWith((int Left, int Right) pair)
    {
        var words = _words.Remove(pair, out var known) ? known.Order().ToList() : [];
        return words;
    }
}
