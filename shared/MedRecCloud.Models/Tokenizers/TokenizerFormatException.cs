namespace MedRecCloud.Models.Tokenizers;

/// <summary>A tokenizer is damaged or of a kind that this product does not reproduce exactly. The message names what is unknown.</summary>
public sealed class TokenizerFormatException(string message, Exception? inner = null) : Exception(message, inner);
