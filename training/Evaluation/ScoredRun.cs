namespace MedRecCloud.Training.Evaluation;

/// <summary>A recommender's answers to a test set.</summary>
internal sealed record ScoredRun(IRecommender Recommender, IReadOnlyList<Scored> Encounters);
