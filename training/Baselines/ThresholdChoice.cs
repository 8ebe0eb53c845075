namespace MedRecCloud.Training.Baselines;

/// <summary>How a baseline's threshold is tuned on validation, and what it proposes.</summary>
internal enum ThresholdChoice
{
    /// <summary>On encounters with orders, as the published protocols do; Jaccard weighed against the number of drugs.</summary>
    WithOrders,

    /// <summary>The same on all encounters.</summary>
    EveryEncounter,

    /// <summary>On encounters with orders by Jaccard alone, the highest of equally good thresholds. Where nothing reaches it, the best drug is proposed.</summary>
    JaccardOrBest,
}
