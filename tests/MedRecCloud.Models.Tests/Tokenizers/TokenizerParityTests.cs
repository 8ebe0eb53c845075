namespace MedRecCloud.Models.Tests.Tokenizers;

/// <summary>Compares token ids with two independent implementations in JavaScript, on the published vocabularies of Llama 3 and Llama 2.</summary>
public sealed class TokenizerParityTests(TokenizerOracle oracle) : IClassFixture<TokenizerOracle>
{
    // The JavaScript implementations read special tokens in text on purpose; here text never becomes one.
    [SkippableTheory]
    [InlineData("llama3", 128_256, 128_000, 128_001, "<|")]
    [InlineData("llama2", 32_000, 1, 2, "</s>")]
    public void Ids_are_those_of_an_independent_implementation_and_a_prompt_in_pieces_has_the_ids_of_the_whole(string model, int size, int begin, int end, string special)
    {
        Skip.IfNot(oracle.IsThere, "npm cannot install the reference implementations here.");
        var tokenizer = oracle.Load(model);
        Assert.Equal((size, begin, end), (tokenizer.VocabularySize, tokenizer.BeginId, tokenizer.EndId));
        foreach (var (text, ids) in oracle.Expected(model).Where(entry => entry.Text.Length > 0 && !entry.Text.Contains(special, StringComparison.Ordinal)))
            Assert.Equal(ids, tokenizer.EncodePrefix(text));
        Assert.DoesNotContain(begin, tokenizer.EncodePiece("<|begin_of_text|> <s>"));
        Assert.DoesNotContain(end, tokenizer.EncodePiece("<|end_of_text|> </s>"));

        int[] pieces = [.. tokenizer.EncodePrefix("Reason: cough\n"), .. tokenizer.EncodePiece("Drug:"), .. tokenizer.EncodePiece(" amoxicillin"), .. tokenizer.EncodePiece(" never"), .. tokenizer.EncodePiece("\nAnswer:")];
        Assert.Equal(pieces, tokenizer.EncodePrefix("Reason: cough\nDrug: amoxicillin never\nAnswer:"));
    }
}
