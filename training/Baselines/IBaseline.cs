using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>A conventional method that is fitted here and now, in the form of every other model.</summary>
internal interface IBaseline
{
    string Name { get; }

    /// <summary>Learns from the training samples; thresholds come from validation alone.</summary>
    IRecommender Fit(BaselineData data);
}
