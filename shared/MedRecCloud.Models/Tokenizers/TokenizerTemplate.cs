using System.Text.Json;

namespace MedRecCloud.Models.Tokenizers;

/// <summary>The <c>post_processor</c> of a tokenizer.json: which special token goes before every text.</summary>
internal static class TokenizerTemplate
{
    /// <summary>The token before every text, or null.</summary>
    /// <exception cref="TokenizerFormatException">A post-processor that does anything else.</exception>
    public static string? BeginToken(JsonElement root)
    {
        if (!root.TryGetProperty("post_processor", out var processor) || processor.ValueKind == JsonValueKind.Null)
            return null;
        var steps = processor.GetProperty("type").GetString() == "Sequence" ? processor.GetProperty("processors").EnumerateArray().ToArray() : [processor];
        return steps.Select(Begin).SingleOrDefault(token => token is not null);
    }

    private static string? Begin(JsonElement step)
    {
        var type = step.GetProperty("type").GetString();
        // Trims offsets, not ids.
        if (type == "ByteLevel")
            return null;
        if (type != "TemplateProcessing")
            throw new TokenizerFormatException($"tokenizer.json is of an unknown kind: post_processor = {type}.");
        var single = step.GetProperty("single").EnumerateArray().ToArray();
        return single switch
        {
            [var text] when text.TryGetProperty("Sequence", out _) => null,
            [var token, var text] when token.TryGetProperty("SpecialToken", out var special) && text.TryGetProperty("Sequence", out _) => special.GetProperty("id").GetString(),
            _ => throw new TokenizerFormatException("tokenizer.json is of an unknown kind: post_processor puts tokens elsewhere than before the text."),
        };
    }
}
