namespace MedRecCloud.Intake.Cohorts;

/// <summary>Adds up how well proposals meet orders.</summary>
internal sealed class QualityTally
{
    private int _encounters, _proposing, _withOrders, _falseAlarms;
    private long _proposed, _ordered, _hits;
    private double _jaccard;

    public void Add(IReadOnlyCollection<string> proposed, IReadOnlyCollection<string> ordered)
    {
        _encounters++;
        _proposing += proposed.Count > 0 ? 1 : 0;
        if (ordered.Count == 0)
        {
            _falseAlarms += proposed.Count > 0 ? 1 : 0;
            return;
        }

        var hits = proposed.Count(ordered.Contains);
        (_withOrders, _proposed, _ordered, _hits) = (_withOrders + 1, _proposed + proposed.Count, _ordered + ordered.Count, _hits + hits);
        _jaccard += Jaccard(proposed, ordered);
    }

    public Quality ToQuality() => new(
        _encounters, _proposing, _withOrders, Share(_hits, _proposed), Share(_hits, _ordered), Share(2 * _hits, _proposed + _ordered),
        _withOrders == 0 ? null : Math.Round(_jaccard / _withOrders, 4), Share(_proposed, _ordered), Share(_falseAlarms, _encounters - _withOrders));

    /// <summary>Overlap of two sets; 1 for two empty ones.</summary>
    public static double Jaccard(IReadOnlyCollection<string> one, IReadOnlyCollection<string> other)
    {
        var both = one.Count(other.Contains);
        var any = one.Count + other.Count - both;
        return any == 0 ? 1 : (double)both / any;
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);
}
