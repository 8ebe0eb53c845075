using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>Looks at drugs as their ATC level-3 classes (four characters, e.g. N02B), the label space of LEADER and of the published benchmarks.</summary>
internal sealed class ClassView(Func<string, ImmutableArray<string>> atcOf)
{
    /// <summary>The classes of a drug; none when its ATC codes are not known.</summary>
    public IEnumerable<string> ClassesOf(string drug) => atcOf(drug).Where(code => code.Length >= 4).Select(code => code[..4]).Distinct(StringComparer.Ordinal);

    /// <summary>The sample with classes for drugs: labels, histories and medicine sets. What a model reads of it must be the sample before this.</summary>
    public Sample Of(Sample sample) => sample with
    {
        Labels = Classes(sample.Labels),
        Codes = sample.Codes with
        {
            RecentMedicines = Classes(sample.Codes.RecentMedicines), LastOrders = Classes(sample.Codes.LastOrders), LastOfKind = Classes(sample.Codes.LastOfKind), OrdersOfKind = Classes(sample.Codes.OrdersOfKind),
        },
        Prompt = sample.Prompt with
        {
            Histories = sample.Prompt.Histories.SelectMany(entry => ClassesOf(entry.Key).Select(own => (Class: own, entry.Value))).GroupBy(entry => entry.Class, entry => entry.Value, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(group => group.Key, group => group.Aggregate(Joined), StringComparer.Ordinal),
        },
    };

    /// <summary>A model of drugs as a model of classes: a class is proposed with any of its drugs, and is as probable as that any of them is ordered.</summary>
    public IRecommender Of(IRecommender drugs) => new ClassRecommender(drugs, this);

    private ImmutableArray<string> Classes(IEnumerable<string> drugs) => [.. drugs.SelectMany(ClassesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static CandidateHistory Joined(CandidateHistory one, CandidateHistory other) => new(
        Math.Max(one.Orders, other.Orders), one.DaysSinceLast is { } days && other.DaysSinceLast is { } more ? Math.Min(days, more) : one.DaysSinceLast ?? other.DaysSinceLast,
        one.AtLastVisit || other.AtLastVisit, one.AtLastVisitOfKind is null ? other.AtLastVisitOfKind : one.AtLastVisitOfKind.Value || other.AtLastVisitOfKind == true,
        Math.Max(one.ShareOfKind, other.ShareOfKind), one.OnNoteList || other.OnNoteList);

    private sealed class ClassRecommender : IRecommender
    {
        private readonly IRecommender _drugs;
        private readonly int[][] _members;

        public ClassRecommender(IRecommender drugs, ClassView view)
        {
            _drugs = drugs;
            var classes = drugs.Drugs.Select((drug, i) => (drug, i)).SelectMany(entry => view.ClassesOf(entry.drug).Select(own => (Class: own, entry.i))).GroupBy(entry => entry.Class, entry => entry.i, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
            Drugs = [.. classes.Select(group => group.Key)];
            _members = [.. classes.Select(group => group.ToArray())];
        }

        public string Name => _drugs.Name;

        public bool IsBaseline => _drugs.IsBaseline;

        public ImmutableArray<string> Drugs { get; }

        public async ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken)
        {
            var answer = await _drugs.RecommendAsync(sample, cancellationToken);
            var chosen = answer.Chosen.ToHashSet();
            return new Recommendation(
                [.. _members.Select(members => 1 - members.Aggregate(1.0, (none, i) => none * (1 - answer.Probabilities[i])))],
                [.. Enumerable.Range(0, _members.Length).Where(own => _members[own].Any(chosen.Contains))]);
        }
    }
}
