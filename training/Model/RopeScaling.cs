namespace MedRecCloud.Training.Model;

/// <summary>Llama 3.1's stretching of rotary frequencies (rope_type <c>llama3</c>).</summary>
internal sealed record RopeScaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalPositions);
