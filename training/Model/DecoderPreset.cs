namespace MedRecCloud.Training.Model;

/// <summary>The shapes that are pre-trained from scratch here.</summary>
internal static class DecoderPreset
{
    public const string Small = "small";

    public static IReadOnlyDictionary<string, DecoderConfig> All { get; } = new Dictionary<string, DecoderConfig>
    {
        // For tests: trains in seconds.
        ["tiny"] = Shape(layers: 2, hidden: 32, heads: 2, keyValueHeads: 1, headSize: 16, intermediate: 64, vocabulary: 512, positions: 512),
        // What ships: heads of 64 are served faster than twice as many of 32.
        [Small] = Shape(layers: 3, hidden: 128, heads: 2, keyValueHeads: 1, headSize: 64, intermediate: 352, vocabulary: 2048, positions: 2048),
        ["7m"] = Shape(layers: 4, hidden: 256, heads: 8, keyValueHeads: 4, headSize: 32, intermediate: 688, vocabulary: 8192, positions: 2048) with { TiedHead = false },
        ["30m"] = Shape(layers: 8, hidden: 512, heads: 8, keyValueHeads: 4, headSize: 64, intermediate: 1376, vocabulary: 8192, positions: 2048) with { TiedHead = false },
    };

    /// <exception cref="ArgumentException">There is no such preset; the message lists those there are.</exception>
    public static DecoderConfig Named(string name) =>
        All.TryGetValue(name, out var config) ? config : throw new ArgumentException($"There is no preset '{name}'. Known: {string.Join(", ", All.Keys)}.");

    private static DecoderConfig Shape(int layers, int hidden, int heads, int keyValueHeads, int headSize, int intermediate, int vocabulary, int positions) => new()
    {
        Layers = layers, HiddenSize = hidden, Heads = heads, KeyValueHeads = keyValueHeads, HeadSize = headSize,
        IntermediateSize = intermediate, VocabularySize = vocabulary, MaxPositions = positions, TiedHead = true,
    };
}
