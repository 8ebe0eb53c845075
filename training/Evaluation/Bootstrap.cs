namespace MedRecCloud.Training.Evaluation;

/// <summary>Ten rounds of 80 % of the patients, drawn with replacement (SafeDrug's and MoleRec's protocol): mean and deviation of a figure over the rounds.</summary>
internal static class Bootstrap
{
    public const int Rounds = 10;
    public const double Share = 0.8;

    /// <summary>The metrics of each round. Same seed and visits, same rounds.</summary>
    public static IReadOnlyList<Metrics> Run(IReadOnlyCollection<VisitOutcome> visits, int seed) => Run(visits, seed, Metrics.Of);

    /// <summary>Whatever is to be known of each round.</summary>
    public static IReadOnlyList<T> Run<T>(IReadOnlyCollection<VisitOutcome> visits, int seed, Func<IReadOnlyCollection<VisitOutcome>, T> of)
    {
        var random = new Random(seed);
        var patients = visits.GroupBy(visit => visit.Sample.PatientKey, StringComparer.Ordinal).OrderBy(own => own.Key, StringComparer.Ordinal).Select(own => own.ToArray()).ToArray();
        var drawn = Math.Max(1, (int)Math.Round(Share * patients.Length));
        return [.. Enumerable.Range(0, Rounds).Select(_ => of([.. Draw(random, patients, drawn)]))];
    }

    /// <summary>Standard deviation over the rounds that have the figure (n − 1); 0 for fewer than two.</summary>
    public static double Deviation<T>(IReadOnlyList<T> rounds, Func<T, double?> figure)
    {
        var values = rounds.Select(figure).OfType<double>().ToArray();
        var mean = values.Average(value => (double?)value);
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => Math.Pow(value - mean!.Value, 2)) / (values.Length - 1));
    }

    private static IEnumerable<VisitOutcome> Draw(Random random, VisitOutcome[][] patients, int count)
    {
        // Drawn twice, a patient counts twice: a copy under another name keeps the mean over patients right.
        for (var i = 0; i < count; i++)
            foreach (var visit in patients[random.Next(patients.Length)])
                yield return visit with { Sample = visit.Sample with { DataSet = $"{visit.Sample.DataSet}#{i}" } };
    }
}
