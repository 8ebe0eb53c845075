using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedRecCloud.Training.Tokenization;

/// <summary>A byte-level BPE vocabulary of our own: 256 bytes, then one token per merge, then the two special tokens.</summary>
/// <param name="Merges">Pairs in the order in which they are joined.</param>
internal sealed record Vocabulary(IReadOnlyList<(string Left, string Right)> Merges)
{
    public const string Begin = "<|begin_of_text|>", End = "<|end_of_text|>";

    /// <summary>Llama 3's pattern: words never merge across spaces or line ends, numbers go in threes.</summary>
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public int Size => 256 + Merges.Count + 2;

    /// <summary>Writes a Hugging Face tokenizer.json.</summary>
    public void Write(string path)
    {
        var vocabulary = new JsonObject();
        foreach (var letter in ByteAlphabet.Letters)
            vocabulary[letter.ToString()] = vocabulary.Count;
        foreach (var (left, right) in Merges)
            vocabulary[left + right] = vocabulary.Count;
        var (begin, end) = (vocabulary.Count, vocabulary.Count + 1);
        var root = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(Special(begin, Begin), Special(end, End)),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(Split(), ByteLevel()) },
            ["post_processor"] = Template(begin),
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. Merges.Select(merge => (JsonNode)$"{merge.Left} {merge.Right}")]),
            },
        };
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(root));
    }

    private static JsonObject Special(int id, string content) => new()
    {
        ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
    };

    private static JsonObject Split() => new()
    {
        ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = Pattern }, ["behavior"] = "Isolated", ["invert"] = false,
    };

    private static JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false };

    private static JsonObject Template(int begin)
    {
        static JsonObject Text(string id) => new() { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };
        static JsonObject First() => new() { ["SpecialToken"] = new JsonObject { ["id"] = Begin, ["type_id"] = 0 } };
        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray(First(), Text("A")),
            ["pair"] = new JsonArray(First(), Text("A"), First(), Text("B")),
            ["special_tokens"] = new JsonObject { [Begin] = new JsonObject { ["id"] = Begin, ["ids"] = new JsonArray(begin), ["tokens"] = new JsonArray(Begin) } },
        };
    }
}
