using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace MedRecCloud.Training.Baselines;

/// <summary>
/// Gradient-boosted trees (Microsoft.ML FastTree) over (encounter, drug) pairs with the drug's own history: the strongest conventional method on these data.
/// Learning from encounters with orders alone ranks best where something is ordered; learning from every encounter also tells when nothing is.
/// How usual a drug is for an encounter is counted out of fold by patient, so that no encounter's features know its own orders.
/// </summary>
internal sealed class PairBoosting(bool everyEncounter) : IBaseline
{
    private const int Folds = 5;

    public string Name => everyEncounter ? "candidate-wise gradient boosting, every encounter" : "candidate-wise gradient boosting";

    public IRecommender Fit(BaselineData data)
    {
        var ml = new MLContext(data.Seed);
        var train = everyEncounter ? [.. data.Train] : data.WithOrders.ToList();
        var rows = ml.Data.LoadFromEnumerable(TrainingRows(train, data).ToList());
        var trainer = ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = 150, NumberOfLeaves = 31, LearningRate = 0.08, MinimumExampleCountPerLeaf = 10, Seed = data.Seed, NumberOfThreads = 1,
        });
        var model = trainer.Fit(rows);
        var features = new PairFeatures(train, data.Drugs);
        return new ScoredBaseline(Name, data, sample =>
        {
            var pairs = ml.Data.LoadFromEnumerable(features.Rows(sample, data.Drugs).Select(values => new Pair { Features = values }));
            return [.. model.Transform(pairs).GetColumn<float>("Probability").Select(probability => (double)probability)];
        }, everyEncounter ? ThresholdChoice.EveryEncounter : ThresholdChoice.WithOrders);
    }

    private static IEnumerable<Pair> TrainingRows(List<Sample> train, BaselineData data)
    {
        var patients = train.Select(sample => sample.PatientKey).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        new Random(data.Seed).Shuffle(patients);
        var fold = patients.Select((patient, i) => (patient, i)).ToDictionary(entry => entry.patient, entry => entry.i % Folds, StringComparer.Ordinal);
        for (var held = 0; held < Folds; held++)
        {
            var features = new PairFeatures(train.Where(sample => fold[sample.PatientKey] != held), data.Drugs);
            foreach (var sample in train.Where(sample => fold[sample.PatientKey] == held))
                foreach (var (values, drug) in features.Rows(sample, data.Drugs).Select((values, drug) => (values, drug)))
                    yield return new Pair { Features = values, Label = sample.Labels.Contains(data.Drugs[drug]) };
        }
    }

    private sealed class Pair
    {
        [VectorType(PairFeatures.Count)]
        public float[] Features { get; init; } = [];

        public bool Label { get; init; }
    }
}
