namespace MedRecCloud.Training.Learning;

/// <summary>A run was stopped by whoever started it, and its checkpoint holds every step taken.</summary>
internal sealed class TrainingInterruptedException(int step, CancellationToken cancellationToken)
    : OperationCanceledException($"Stopped after step {step}. The same command goes on from there.", cancellationToken);
