namespace MedRecCloud.Training.Evaluation;

/// <summary>A predicted and a true set of drugs, as sizes.</summary>
/// <param name="Hits">In both.</param>
internal readonly record struct SetCounts(int Hits, int Predicted, int True)
{
    public static SetCounts Of(IReadOnlySet<string> predicted, IReadOnlySet<string> truth) =>
        new(predicted.Count(truth.Contains), predicted.Count, truth.Count);

    /// <summary>|∩| / |∪|; 1 when both are empty (nothing was to be found and nothing was claimed).</summary>
    public double Jaccard => Predicted + True == 0 ? 1 : (double)Hits / (Predicted + True - Hits);

    /// <summary>0 when nothing was predicted.</summary>
    public double Precision => Predicted == 0 ? 0 : (double)Hits / Predicted;

    /// <summary>0 when nothing was true.</summary>
    public double Recall => True == 0 ? 0 : (double)Hits / True;

    /// <summary>2PR / (P + R); 0 when both are 0.</summary>
    public double F1 => Predicted + True == 0 ? 0 : 2.0 * Hits / (Predicted + True);
}
