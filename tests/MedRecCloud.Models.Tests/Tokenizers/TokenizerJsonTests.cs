using System.Text;
using System.Text.Json.Nodes;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.Models.Tests.Tokenizers;

public sealed class TokenizerJsonTests
{
    private const string Minimal = """
        {"added_tokens":[{"id":4,"content":"<s>","special":true}],"normalizer":null,
         "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":true},
         "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}]},
         "model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"Ġ":3},"merges":["a b"]}}
        """;

    [Fact]
    public void Merges_apply_in_their_order_and_the_begin_token_stands_first()
    {
        var tokenizer = Read(Minimal);
        Assert.Equal([4, 2, 3, 0, 0], tokenizer.EncodePrefix("ab aa"));
        Assert.Equal([2], tokenizer.EncodePiece("ab"));
        Assert.Equal((5, 4), (tokenizer.VocabularySize, tokenizer.BeginId));
        Assert.Equal("ab aa", tokenizer.Decode(tokenizer.EncodePrefix("ab aa")));
    }

    [Fact]
    public void Merges_written_as_pairs_are_read_too() =>
        Assert.Equal([4, 2], Read(With("model.merges", "[[\"a\",\"b\"]]")).EncodePrefix("ab"));

    [Theory]
    [InlineData("model.type", "\"Unigram\"", "Unigram")]
    [InlineData("model.type", "\"WordPiece\"", "WordPiece")]
    [InlineData("model.byte_fallback", "true", "tokenizer.model")]
    [InlineData("model.dropout", "0.1", "dropout")]
    [InlineData("model.continuing_subword_prefix", "\"##\"", "continuing_subword_prefix")]
    [InlineData("normalizer", "{\"type\":\"NFKC\"}", "NFKC")]
    [InlineData("pre_tokenizer", "{\"type\":\"Metaspace\"}", "Metaspace")]
    [InlineData("pre_tokenizer", "null", "none")]
    [InlineData("pre_tokenizer.add_prefix_space", "true", "add_prefix_space")]
    [InlineData("post_processor", "{\"type\":\"RobertaProcessing\"}", "RobertaProcessing")]
    [InlineData("post_processor.single", "[{\"Sequence\":{\"id\":\"A\"}},{\"SpecialToken\":{\"id\":\"<s>\"}}]", "elsewhere")]
    [InlineData("added_tokens", "[{\"id\":9,\"content\":\"<fim>\",\"special\":false}]", "<fim>")]
    [InlineData("truncation", "{\"max_length\":512}", "truncation")]
    public void An_unknown_kind_is_refused_by_name(string path, string value, string named) =>
        Assert.Contains(named, Assert.Throws<TokenizerFormatException>(() => Read(With(path, value))).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"model\":{\"type\":\"BPE\"}}")]
    public void A_damaged_file_is_refused(string json) => Assert.Throws<TokenizerFormatException>(() => Read(json));

    [Fact]
    public void A_folder_without_a_tokenizer_and_one_with_a_tiktoken_list_alone_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("tokenizer.json", Assert.Throws<TokenizerFormatException>(() => TokenizerFile.Load(folder.Path)).Message);
        File.WriteAllText(folder["tokenizer.model"], "IQ== 0\nIg== 1\n");
        Assert.Contains("tiktoken", Assert.Throws<TokenizerFormatException>(() => TokenizerFile.Load(folder.Path)).Message);
        File.WriteAllBytes(folder["tokenizer.model"], [0x0a, 0xff, 0xff, 1, 2, 3]);
        Assert.Contains("SentencePiece", Assert.Throws<TokenizerFormatException>(() => TokenizerFile.Load(folder.Path)).Message);
    }

    private static PromptTokenizer Read(string json) => TokenizerJson.Read(Encoding.UTF8.GetBytes(json));

    private static string With(string path, string value)
    {
        var root = JsonNode.Parse(Minimal)!;
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(root, (node, name) => node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
