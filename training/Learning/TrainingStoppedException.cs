namespace MedRecCloud.Training.Learning;

/// <summary>A run cannot go on: the loss is no number, or a checkpoint cannot be written. Earlier checkpoints are whole, and the message says where they are.</summary>
internal sealed class TrainingStoppedException(string message, Exception? inner = null) : Exception(message, inner);
