namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// Whether a drug was gained more often than lost, or the reverse, beyond chance: the 95 % interval of the net change over patients drawn anew. Each patient counts a Poisson-distributed
/// number of times (mean 1), so that only those with a change need be kept; with many of them the sum is normal, and drawing is spared.
/// </summary>
internal sealed class ChangeBootstrap
{
    private const int Draws = 1000, Seed = 20_261_123, Many = 2000;
    private const double Z = 1.959964;
    private readonly SortedDictionary<string, int> _patients = new(StringComparer.Ordinal);

    /// <param name="change">1 for gained, -1 for lost.</param>
    public void Add(string patient, int change) => _patients[patient] = _patients.GetValueOrDefault(patient) + change;

    /// <summary>Lower and upper bound of gained less lost, in encounters.</summary>
    /// <param name="patients">All that are compared, without a change too.</param>
    public (int Lower, int Upper) ToInterval(int patients)
    {
        int[] changes = [.. _patients.Values.Where(change => change != 0)];
        var (net, squares) = (changes.Sum(), changes.Sum(change => (double)change * change));
        if (squares == 0) return (0, 0);
        // A Poisson draw varies in its number of patients too, which a draw of whole patients does not.
        var fixedNumber = Math.Sqrt(Math.Max(0, 1 - (double)net * net / (patients * squares)));
        var (lower, upper) = changes.Length > Many ? (net - Z * Math.Sqrt(squares), net + Z * Math.Sqrt(squares)) : Drawn(changes);
        return ((int)Math.Round(net + (lower - net) * fixedNumber), (int)Math.Round(net + (upper - net) * fixedNumber));
    }

    private static (double Lower, double Upper) Drawn(int[] changes)
    {
        var random = new Random(Seed);
        var sums = new int[Draws];
        for (var draw = 0; draw < Draws; draw++)
            foreach (var change in changes) sums[draw] += change * Poisson(random.NextDouble());
        Array.Sort(sums);
        return (sums[Draws / 40], sums[Draws - 1 - Draws / 40]);
    }

    // Mean 1, by inversion.
    private static int Poisson(double uniform)
    {
        var (count, share) = (0, Math.Exp(-1));
        for (var sum = share; uniform > sum && count < 20; sum += share) share /= ++count;
        return count;
    }
}
