using Microsoft.ML.Tokenizers;

namespace MedRecCloud.Models.Tokenizers;

/// <summary>Turns prompt text into a model's token ids. Text never becomes a special token, whatever it contains: a note that holds "&lt;|eot_id|&gt;" is only words.</summary>
public sealed class PromptTokenizer
{
    // SentencePiece puts a space before the first word; an anchor keeps it off a piece in the middle of a prompt.
    private const string Anchor = "\n";
    private readonly Tokenizer _tokenizer;
    private readonly bool _isSentencePiece;
    private readonly IReadOnlyList<int> _anchor;

    internal PromptTokenizer(Tokenizer tokenizer, int vocabularySize, int? beginId, int? endId, bool isSentencePiece)
    {
        (_tokenizer, VocabularySize, BeginId, EndId, _isSentencePiece) = (tokenizer, vocabularySize, beginId, endId, isSentencePiece);
        _anchor = isSentencePiece ? Encode(Anchor) : [];
    }

    /// <summary>One more than the highest id.</summary>
    public int VocabularySize { get; }

    /// <summary>The id put before every prompt; null when the model has none.</summary>
    public int? BeginId { get; }

    /// <summary>The id that ends a text; null when the model has none.</summary>
    public int? EndId { get; }

    /// <summary>Ids of the beginning of a prompt, <see cref="BeginId"/> first.</summary>
    public int[] EncodePrefix(string text) => BeginId is { } begin ? [begin, .. Encode(text)] : [.. Encode(text)];

    /// <summary>Ids of a later piece of a prompt, which is joined to the ids before it.</summary>
    public int[] EncodePiece(string text) => _isSentencePiece ? [.. Encode(Anchor + text).Skip(_anchor.Count)] : [.. Encode(text)];

    /// <summary>The text of the ids, special ones left out.</summary>
    public string Decode(IEnumerable<int> ids) => _tokenizer.Decode(ids.Where(id => id != BeginId && id != EndId));

    private IReadOnlyList<int> Encode(string text) => _tokenizer is SentencePieceTokenizer pieces
        ? pieces.EncodeToIds(text, addBeginningOfSentence: false, addEndOfSentence: false)
        : _tokenizer.EncodeToIds(text);
}
