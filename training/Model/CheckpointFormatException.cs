namespace MedRecCloud.Training.Model;

/// <summary>A checkpoint is of a kind that is not computed here, or its config cannot be read.</summary>
internal sealed class CheckpointFormatException(string message, Exception? inner = null) : Exception(message, inner);
