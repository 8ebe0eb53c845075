namespace MedRecCloud.Training.Evaluation;

/// <summary>A difference between two models on the same encounters, with its 95 % interval over resampled patients.</summary>
/// <param name="Difference">Mean over visits of model minus reference.</param>
/// <param name="Lower">2.5th percentile.</param>
/// <param name="Upper">97.5th percentile.</param>
/// <param name="ProbabilityWorse">Share of the resamples in which the model is not better.</param>
internal sealed record PairedBootstrap(string Reference, double Difference, double Lower, double Upper, double ProbabilityWorse)
{
    public const int Rounds = 2000;

    /// <exception cref="ArgumentException">The two were not judged on the same encounters in the same order.</exception>
    public static PairedBootstrap Of(IReadOnlyList<VisitOutcome> model, IReadOnlyList<VisitOutcome> reference, string referenceName, Func<VisitOutcome, double> figure, int seed)
    {
        if (model.Count == 0 || model.Count != reference.Count || model.Zip(reference).Any(pair => pair.First.Sample.Encounter != pair.Second.Sample.Encounter))
            throw new ArgumentException("A paired comparison needs the same encounters in the same order.", nameof(reference));
        var patients = model.Zip(reference).GroupBy(pair => pair.First.Sample.PatientKey, StringComparer.Ordinal).OrderBy(own => own.Key, StringComparer.Ordinal)
            .Select(own => (Sum: own.Sum(pair => figure(pair.First) - figure(pair.Second)), Count: own.Count())).ToArray();
        var random = new Random(seed);
        var differences = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < patients.Length; i++)
            {
                var drawn = patients[random.Next(patients.Length)];
                (sum, count) = (sum + drawn.Sum, count + drawn.Count);
            }
            differences[round] = sum / count;
        }
        Array.Sort(differences);
        return new PairedBootstrap(
            referenceName, patients.Sum(own => own.Sum) / patients.Sum(own => own.Count),
            differences[(int)(0.025 * Rounds)], differences[(int)(0.975 * Rounds) - 1], differences.Count(difference => difference <= 0) / (double)Rounds);
    }
}
