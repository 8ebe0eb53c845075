namespace MedRecCloud.Models.Packages;

/// <summary>A model package is refused. The message names the package's file and what is wrong with it.</summary>
public sealed class ModelPackageException(string message, Exception? inner = null) : Exception(message, inner);
