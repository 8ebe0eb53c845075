namespace MedRecCloud.Training.Native;

/// <summary>This machine cannot train: LibTorch is missing or does not fit it.</summary>
internal sealed class LibTorchUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
