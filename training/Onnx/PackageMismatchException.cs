namespace MedRecCloud.Training.Onnx;

/// <summary>A package computes something else than the model it was made from.</summary>
internal sealed class PackageMismatchException(string message) : Exception(message);
