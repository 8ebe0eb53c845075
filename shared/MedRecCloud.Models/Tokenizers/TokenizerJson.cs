using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace MedRecCloud.Models.Tokenizers;

/// <summary>Reads a Hugging Face <c>tokenizer.json</c> of byte-level BPE. Anything it does not know exactly is refused by name rather than guessed.</summary>
public static class TokenizerJson
{
    // The pattern that ByteLevel(use_regex=true) means: GPT-2's.
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(10);

    /// <exception cref="TokenizerFormatException">Not a tokenizer.json, or of an unknown kind.</exception>
    public static PromptTokenizer Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException)
        {
            throw new TokenizerFormatException($"tokenizer.json cannot be read: {error.Message}", error);
        }
    }

    private static PromptTokenizer Read(JsonElement root)
    {
        var added = AddedTokens(root);
        var model = Model(root.GetProperty("model"));
        RefuseNormalizer(root);
        var vocabulary = model.GetProperty("vocab").EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetInt32());
        var options = new BpeOptions(vocabulary)
        {
            Merges = model.GetProperty("merges").EnumerateArray().Select(Merge),
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(new Regex(Pattern(root.GetProperty("pre_tokenizer")), RegexOptions.Compiled | RegexOptions.CultureInvariant, LongestMatch), null),
        };
        var begin = TokenizerTemplate.BeginToken(root) is { } token ? added.GetValueOrDefault(token, vocabulary.GetValueOrDefault(token, -1)) : (int?)null;
        if (begin is -1)
            throw new TokenizerFormatException("tokenizer.json puts a token before every text that its vocabulary does not hold.");
        var size = Math.Max(vocabulary.Values.DefaultIfEmpty(-1).Max(), added.Values.DefaultIfEmpty(-1).Max()) + 1;
        return new PromptTokenizer(BpeTokenizer.Create(options), size, begin, End(added), isSentencePiece: false);
    }

    private static JsonElement Model(JsonElement model)
    {
        var type = model.TryGetProperty("type", out var kind) ? kind.GetString() : "BPE";
        if (type != "BPE")
            throw Unknown("model", type);
        foreach (var name in (string[])["dropout", "continuing_subword_prefix", "end_of_word_suffix", "unk_token"])
            if (model.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null && !(value.ValueKind == JsonValueKind.String && value.GetString() == ""))
                throw Unknown($"model.{name}", value.ToString());
        if (model.TryGetProperty("byte_fallback", out var fallback) && fallback.GetBoolean())
            throw new TokenizerFormatException("tokenizer.json restates a SentencePiece model (byte_fallback): put its tokenizer.model into the folder.");
        return model;
    }

    private static void RefuseNormalizer(JsonElement root)
    {
        if (root.TryGetProperty("normalizer", out var normalizer) && normalizer.ValueKind != JsonValueKind.Null)
            throw Unknown("normalizer", Kind(normalizer));
        if (root.TryGetProperty("truncation", out var truncation) && truncation.ValueKind != JsonValueKind.Null)
            throw Unknown("truncation", truncation.ToString());
    }

    private static string Pattern(JsonElement step) => Kind(step) switch
    {
        "ByteLevel" when !Flag(step, "add_prefix_space", true) && Flag(step, "use_regex", true) => Gpt2,
        "Sequence" when step.GetProperty("pretokenizers").EnumerateArray().ToArray() is [var split, var bytes]
                        && Kind(split) == "Split" && Kind(bytes) == "ByteLevel" && !Flag(bytes, "use_regex", true) && !Flag(bytes, "add_prefix_space", true) => SplitPattern(split),
        "ByteLevel" => throw Unknown("pre_tokenizer", "ByteLevel with add_prefix_space or without its pattern"),
        "Sequence" => throw Unknown("pre_tokenizer", "Sequence of " + string.Join(", ", step.GetProperty("pretokenizers").EnumerateArray().Select(Kind))),
        var kind => throw Unknown("pre_tokenizer", kind),
    };

    private static string SplitPattern(JsonElement split)
    {
        var behaviour = split.GetProperty("behavior").GetString();
        if (behaviour != "Isolated" || Flag(split, "invert", false))
            throw Unknown("pre_tokenizer.Split", behaviour + (Flag(split, "invert", false) ? ", inverted" : ""));
        return split.GetProperty("pattern").GetProperty("Regex").GetString()!;
    }

    private static Dictionary<string, int> AddedTokens(JsonElement root)
    {
        var added = new Dictionary<string, int>();
        foreach (var token in root.TryGetProperty("added_tokens", out var list) ? list.EnumerateArray().ToArray() : [])
        {
            // An added token that is not special would have to be found in ordinary text, before BPE.
            if (!Flag(token, "special", false))
                throw Unknown("added_tokens", $"'{token.GetProperty("content").GetString()}', which is not special");
            added[token.GetProperty("content").GetString()!] = token.GetProperty("id").GetInt32();
        }
        return added;
    }

    private static int? End(Dictionary<string, int> added)
    {
        foreach (var name in (string[])["<|end_of_text|>", "<|endoftext|>", "</s>"])
            if (added.TryGetValue(name, out var id))
                return id;
        return null;
    }

    private static string Merge(JsonElement merge) =>
        merge.ValueKind == JsonValueKind.Array ? $"{merge[0].GetString()} {merge[1].GetString()}" : merge.GetString()!;

    private static string Kind(JsonElement step) => step.ValueKind == JsonValueKind.Object ? step.GetProperty("type").GetString() ?? "" : "none";

    private static bool Flag(JsonElement step, string name, bool otherwise) => step.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;

    private static TokenizerFormatException Unknown(string part, string? kind) =>
        new($"tokenizer.json is of an unknown kind: {part} = {kind}. Known: byte-level BPE without a normalizer (GPT-2's and Llama 3's form).");
}
