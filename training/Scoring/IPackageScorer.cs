using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Training.Scoring;

/// <summary>A model package opened for judging; owns its ONNX Runtime session.</summary>
internal interface IPackageScorer : IMedicationScorer, IDisposable;
