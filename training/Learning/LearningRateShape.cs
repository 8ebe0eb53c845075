namespace MedRecCloud.Training.Learning;

/// <summary>How the learning rate falls after the warm-up.</summary>
internal enum LearningRateShape
{
    /// <summary>Along a half cosine to a tenth.</summary>
    Cosine,

    /// <summary>The paper's.</summary>
    InverseSquareRoot,

    Constant,
}
