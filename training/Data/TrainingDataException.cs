namespace MedRecCloud.Training.Data;

/// <summary>A data folder cannot be used as it is. The message names the folder or file and says what to do; it quotes no content.</summary>
internal sealed class TrainingDataException(string message, Exception? inner = null) : Exception(message, inner);
