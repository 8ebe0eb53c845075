using Microsoft.ML.Tokenizers;

namespace MedRecCloud.Models.Tokenizers;

/// <summary>Finds and loads a model folder's tokenizer: <c>tokenizer.json</c> (byte-level BPE) or SentencePiece's <c>tokenizer.model</c>.</summary>
public static class TokenizerFile
{
    public const string Json = "tokenizer.json", SentencePiece = "tokenizer.model";

    /// <summary>The name of the file that <see cref="Load"/> reads, for the package's manifest.</summary>
    /// <exception cref="TokenizerFormatException">The folder has no tokenizer.</exception>
    public static string NameIn(string folder) =>
        // Llama 2 ships both, and its tokenizer.json only restates the SentencePiece model; Llama 3's tokenizer.model is a tiktoken list beside a full tokenizer.json.
        IsSentencePiece(Path.Combine(folder, SentencePiece)) ? SentencePiece
        : File.Exists(Path.Combine(folder, Json)) ? Json
        : throw new TokenizerFormatException($"The folder holds neither {Json} nor a SentencePiece {SentencePiece}. A tiktoken list alone is not read: convert it to {Json}.");

    /// <exception cref="TokenizerFormatException">No tokenizer, or one of an unknown kind.</exception>
    public static PromptTokenizer Load(string folder)
    {
        var path = Path.Combine(folder, NameIn(folder));
        return Path.GetFileName(path) == Json ? TokenizerJson.Read(File.ReadAllBytes(path)) : LoadSentencePiece(path);
    }

    private static PromptTokenizer LoadSentencePiece(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var tokenizer = LlamaTokenizer.Create(stream, addBeginOfSentence: false, addEndOfSentence: false);
            return new PromptTokenizer(tokenizer, tokenizer.Vocabulary.Values.Max() + 1, tokenizer.BeginningOfSentenceId, tokenizer.EndOfSentenceId, isSentencePiece: true);
        }
        // A damaged protobuf is an IOException, too.
        catch (Exception error) when (error is not (FileNotFoundException or UnauthorizedAccessException))
        {
            throw new TokenizerFormatException($"{SentencePiece} is not a SentencePiece model of a known kind: {error.Message}", error);
        }
    }

    private static bool IsSentencePiece(string path)
    {
        if (!File.Exists(path))
            return false;
        using var stream = File.OpenRead(path);
        // The protobuf begins with field 1 (a piece) as bytes; a tiktoken list is base64 text, which has no line feed first.
        return stream.ReadByte() == 0x0a;
    }
}
