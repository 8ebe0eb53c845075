using System.Collections.Immutable;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Training.Evaluation;

/// <summary>Which pairs of drugs are known to interact, for the DDI rate. The rate depends on the list, so reports name it.</summary>
internal sealed class Interactions(string? source, Func<string, string, bool> interact)
{
    private readonly Dictionary<(string, string), bool> _known = [];

    /// <summary>No list: nothing is known to interact.</summary>
    public static Interactions Unknown { get; } = new(null, (_, _) => false);

    /// <summary>Null for no list.</summary>
    public string? Source { get; } = source;

    public bool Between(string first, string second)
    {
        var pair = string.CompareOrdinal(first, second) <= 0 ? (first, second) : (second, first);
        if (!_known.TryGetValue(pair, out var interacts))
            _known[pair] = interacts = interact(pair.Item1, pair.Item2);
        return interacts;
    }

    /// <summary>Interacting pairs and all pairs of a set of drugs.</summary>
    public (int Interacting, int Pairs) Count(IReadOnlyCollection<string> drugs)
    {
        var names = drugs.ToArray();
        var interacting = 0;
        for (var i = 0; i < names.Length; i++)
            for (var j = 0; j < i; j++)
                interacting += Between(names[i], names[j]) ? 1 : 0;
        return (interacting, names.Length * (names.Length - 1) / 2);
    }

    /// <summary>The product's own interaction rules.</summary>
    public static Interactions OfKnowledge(DrugKnowledge knowledge) => new($"the product's drug knowledge {knowledge.Version}", knowledge.Interact);

    /// <summary>Pairs of ATC level-3 classes (the form of the published benchmarks): two drugs interact when any of their classes do.</summary>
    /// <param name="path">Lines of two 4-character classes, tab-separated; other lines are skipped.</param>
    /// <exception cref="Data.TrainingDataException">The file holds no such line.</exception>
    public static Interactions OfClasses(string path, Func<string, ImmutableArray<string>> atcOf)
    {
        var pairs = File.ReadLines(path).Select(line => line.Split('\t')).Where(parts => parts.Length >= 2 && parts[0].Length == 4 && parts[1].Length == 4)
            .SelectMany(parts => new[] { (parts[0], parts[1]), (parts[1], parts[0]) }).ToHashSet();
        if (pairs.Count == 0)
            throw new Data.TrainingDataException($"{path} holds no pair of ATC level-3 classes (two tab-separated columns of four characters).");
        return new Interactions(Path.GetFileName(path), (first, second) => Classes(first).Any(a => Classes(second).Any(b => pairs.Contains((a, b)))));

        IEnumerable<string> Classes(string drug) => atcOf(drug).Where(code => code.Length >= 4).Select(code => code[..4]).Distinct();
    }
}
