namespace MedRecCloud.Intake.Cohorts;

/// <summary>Confidence of a mean difference. Whole patients are drawn, because a patient's encounters resemble each other.</summary>
internal sealed class PatientBootstrap
{
    private const int Draws = 1000, Seed = 20_261_122;
    private readonly SortedDictionary<string, (double Sum, int Count)> _patients = new(StringComparer.Ordinal);

    public void Add(string patient, double difference)
    {
        var (sum, count) = _patients.GetValueOrDefault(patient);
        _patients[patient] = (sum + difference, count + 1);
    }

    /// <summary>Null when nothing was added.</summary>
    public CohortDifference.Interval? ToInterval()
    {
        if (_patients.Count == 0) return null;
        var patients = _patients.Values.ToArray();
        var random = new Random(Seed);
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < patients.Length; i++)
            {
                var (own, encounters) = patients[random.Next(patients.Length)];
                (sum, count) = (sum + own, count + encounters);
            }

            means[draw] = sum / count;
        }

        Array.Sort(means);
        var all = patients.Sum(patient => patient.Count);
        return new CohortDifference.Interval(
            all, patients.Length, Math.Round(patients.Sum(patient => patient.Sum) / all, 5), Math.Round(means[Draws / 40], 5), Math.Round(means[Draws - 1 - Draws / 40], 5),
            means.Count(mean => mean < 0) / (double)Draws);
    }
}
