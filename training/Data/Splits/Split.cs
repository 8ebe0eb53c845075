namespace MedRecCloud.Training.Data.Splits;

/// <summary>What a sample may be used for.</summary>
internal enum Split
{
    Train,

    /// <summary>Early stopping, thresholds and calibration.</summary>
    Validation,

    /// <summary>The reported figures, nothing else.</summary>
    Test,
}
