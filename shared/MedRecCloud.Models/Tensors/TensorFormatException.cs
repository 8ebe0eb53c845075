namespace MedRecCloud.Models.Tensors;

/// <summary>A tensor file is damaged, truncated or of a kind this product does not read. The message names the file and the tensor.</summary>
public sealed class TensorFormatException(string message, Exception? inner = null) : Exception(message, inner);
