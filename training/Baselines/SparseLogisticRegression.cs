namespace MedRecCloud.Training.Baselines;

/// <summary>L2-regularized logistic regression, one per drug over the same sparse binary words, fitted by AdaGrad in a fixed number of passes and a fixed order.</summary>
internal sealed class SparseLogisticRegression
{
    private readonly float[][] _weights;

    private SparseLogisticRegression(float[][] weights) => _weights = weights;

    /// <param name="rows">Word indices of each sample; the word 0 is the intercept and stands in every row.</param>
    /// <param name="truth">Drug indices of each sample.</param>
    /// <param name="penalty">λ of λ/2·‖w‖² against the summed loss; scikit-learn's 1/C.</param>
    public static SparseLogisticRegression Fit(IReadOnlyList<int[]> rows, IReadOnlyList<int[]> truth, int words, int drugs, double penalty = 1, int passes = 120, double rate = 0.5)
    {
        var (weights, squares) = (Enumerable.Range(0, words).Select(_ => new float[drugs]).ToArray(), Enumerable.Range(0, words).Select(_ => new float[drugs]).ToArray());
        var (logits, isTrue) = (new float[drugs], new bool[drugs]);
        var decay = (float)(penalty / Math.Max(1, rows.Count));
        for (var pass = 0; pass < passes; pass++)
            for (var row = 0; row < rows.Count; row++)
            {
                Array.Clear(logits);
                Array.Clear(isTrue);
                foreach (var drug in truth[row])
                    isTrue[drug] = true;
                foreach (var word in rows[row])
                    for (var drug = 0; drug < drugs; drug++)
                        logits[drug] += weights[word][drug];
                for (var drug = 0; drug < drugs; drug++)
                    logits[drug] = 1 / (1 + MathF.Exp(-logits[drug])) - (isTrue[drug] ? 1 : 0);
                foreach (var word in rows[row])
                {
                    var (own, square) = (weights[word], squares[word]);
                    for (var drug = 0; drug < drugs; drug++)
                    {
                        var gradient = logits[drug] + (word == 0 ? 0 : decay * own[drug]);
                        square[drug] += gradient * gradient;
                        own[drug] -= (float)rate * gradient / (MathF.Sqrt(square[drug]) + 0.1f);
                    }
                }
            }
        return new SparseLogisticRegression(weights);
    }

    public double[] Score(int[] row)
    {
        var scores = new double[_weights[0].Length];
        for (var drug = 0; drug < scores.Length; drug++)
        {
            var logit = 0.0;
            foreach (var word in row)
                logit += _weights[word][drug];
            scores[drug] = 1 / (1 + Math.Exp(-logit));
        }
        return scores;
    }
}
