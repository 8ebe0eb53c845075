namespace MedRecCloud.Training.Evaluation;

/// <summary>
/// The figures over every encounter, those without any order included: most encounters order nothing, and a model that must say something is wrong on each of them.
/// </summary>
/// <param name="MicroF1">2·hits / (predicted + true), summed over all encounters.</param>
/// <param name="Jaccard">Mean over encounters; 1 where nothing was ordered and nothing proposed.</param>
/// <param name="FalseAlarms">Share of the encounters without orders for which something was proposed.</param>
internal sealed record AllEncounters(
    int Encounters, int WithoutOrders, double MicroPrecision, double MicroRecall, double MicroF1, double Jaccard, double MeanPredicted, double MeanTrue, double FalseAlarms)
{
    /// <summary>Over the rounds of <see cref="Bootstrap"/>, drawn from the patients of all encounters.</summary>
    public double MicroF1Deviation { get; init; }

    public static AllEncounters Of(IReadOnlyCollection<VisitOutcome> encounters)
    {
        var (hits, predicted, truth) = (encounters.Sum(e => (double)e.All.Hits), encounters.Sum(e => (double)e.All.Predicted), encounters.Sum(e => (double)e.All.True));
        var without = encounters.Where(e => e.All.True == 0).ToList();
        return new AllEncounters(
            encounters.Count, without.Count, Ratio(hits, predicted), Ratio(hits, truth), Ratio(2 * hits, predicted + truth),
            encounters.Select(e => e.All.Jaccard).DefaultIfEmpty(0).Average(),
            Ratio(predicted, encounters.Count), Ratio(truth, encounters.Count), Ratio(without.Count(e => e.All.Predicted > 0), without.Count));
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
