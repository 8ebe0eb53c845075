using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>Repeats medicines of the patient's own history. For the precision–recall curve, drugs not copied follow in the order of their frequency.</summary>
internal sealed class CopyBaseline(string name, Func<EncounterCodes, ImmutableArray<string>> copied) : IBaseline
{
    public string Name => name;

    /// <summary>What the patient's last encounter with any order ordered.</summary>
    public static CopyBaseline PreviousVisit => new("copy previous visit", codes => codes.LastOrders);

    /// <summary>What the patient's last encounter of the same type and reason with any order ordered; without one, what the last encounter with any order did.</summary>
    public static CopyBaseline SameKind => new("copy last visit of same kind", codes => codes.OrdersOfKind.IsEmpty ? codes.LastOrders : codes.OrdersOfKind);

    /// <summary>What the patient's last encounter of the same type and reason ordered, nothing included: the one that also tells when nothing is due.</summary>
    public static CopyBaseline SameKindOrNothing => new("copy last visit of same kind, every encounter", codes => codes.LastOfKind);

    public IRecommender Fit(BaselineData data) => new Copier(name, copied, data.Drugs, Frequency.Of(data));

    private sealed class Copier(string name, Func<EncounterCodes, ImmutableArray<string>> copied, ImmutableArray<string> drugs, double[] frequency) : IRecommender
    {
        public string Name => name;

        public bool IsBaseline => true;

        public ImmutableArray<string> Drugs => drugs;

        public ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken)
        {
            var own = copied(sample.Codes).ToHashSet(StringComparer.Ordinal);
            var scores = drugs.Select((drug, i) => (own.Contains(drug) ? 0.5 : 0) + frequency[i] / 2).ToImmutableArray();
            return ValueTask.FromResult(new Recommendation(scores, [.. Enumerable.Range(0, drugs.Length).Where(i => own.Contains(drugs[i]))]));
        }
    }
}
