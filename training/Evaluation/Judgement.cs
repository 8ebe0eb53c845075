using System.Collections.Immutable;

namespace MedRecCloud.Training.Evaluation;

/// <summary>Everything found out about one model on one test set.</summary>
/// <param name="WithOrders">Outcomes of the encounters with orders, in the test set's order.</param>
/// <param name="Rounds">Metrics of the bootstrap rounds.</param>
/// <param name="Subgroups">Metrics by sex, age band and first visit, over encounters with orders.</param>
internal sealed record Judgement(
    string Name,
    bool IsBaseline,
    Metrics Metrics,
    ImmutableArray<VisitOutcome> WithOrders,
    IReadOnlyList<Metrics> Rounds,
    AllEncounters All,
    ImmutableSortedDictionary<string, Metrics> Subgroups,
    ImmutableArray<DrugScore> Drugs,
    ImmutableArray<(double Recall, double Precision)> Curve)
{
    /// <summary>Against the best baseline; null for that baseline itself and where there is none.</summary>
    public PairedBootstrap? AgainstBestBaseline { get; init; }

    /// <summary>Only drugs that training never saw as labels; null when none were held out.</summary>
    public Metrics? HeldOut { get; init; }

    public double Deviation(Func<Metrics, double?> figure) => Bootstrap.Deviation(Rounds, figure);
}
