using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;

namespace MedRecCloud.Training.Evaluation.Protocols;

/// <summary>How a data set is used to judge models and baselines on the same encounters.</summary>
/// <param name="Sentence">For the report.</param>
/// <param name="Folds">Several for a cross-fit: every encounter is judged once, by baselines that never saw its patient.</param>
internal sealed record EvaluationProtocol(string Sentence, ImmutableArray<EvaluationFold> Folds)
{
    private const int CrossFitFolds = 5;
    private const double ValidationShare = 0.125;

    /// <summary>The same tests after learning from a share of the training patients.</summary>
    public EvaluationProtocol OfShare(double share, int seed) => this with { Folds = [.. Folds.Select(fold => fold with { Train = [.. TrainingShare.Of(fold.Train, share, seed)] })] };

    /// <summary>Whether every fold's training part orders something besides the drugs held out of it.</summary>
    public bool Teaches(ImmutableArray<string> heldOut) => Folds.All(fold => fold.Train.Any(sample => sample.Labels.Any(name => !heldOut.Contains(name))));

    /// <summary>One division: baselines train on its first part, thresholds come from its second, figures from its third.</summary>
    public static EvaluationProtocol Divided(IReadOnlyList<Sample> samples, ISplitRule rule)
    {
        var splits = rule.Divide(samples);
        return new EvaluationProtocol($"Split: {rule.Name}; figures on the test part.", [new EvaluationFold(Only(Split.Train), Only(Split.Validation), Only(Split.Test))]);

        ImmutableArray<Sample> Only(Split wanted) => [.. samples.Zip(splits).Where(pair => pair.Second == wanted).Select(pair => pair.First)];
    }

    /// <summary>Baselines learn from other data sets; every encounter of this one is judged.</summary>
    public static EvaluationProtocol External(IReadOnlyList<Sample> train, IReadOnlyList<Sample> test, string trainedOn, int seed)
    {
        var (fit, validation) = Thresholds(train, seed);
        return new EvaluationProtocol($"External: baselines trained on {trainedOn}; figures on all encounters of this data set.", [new EvaluationFold(fit, validation, [.. test])]);
    }

    /// <summary>For data that the models never saw, where nothing has to learn.</summary>
    public static EvaluationProtocol Whole(IReadOnlyList<Sample> samples) => new("Models judged on every encounter.", [new EvaluationFold([], [], [.. samples])]);

    /// <summary>
    /// For data that the models never saw: models are judged on all of it; baselines, which must learn somewhere, on each fifth of the patients after learning from the other four.
    /// </summary>
    public static EvaluationProtocol CrossFit(IReadOnlyList<Sample> samples, int seed)
    {
        var patients = samples.Select(sample => sample.PatientKey).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(patients);
        var folds = Math.Min(CrossFitFolds, patients.Length);
        if (folds < 2)
            throw new TrainingDataException("The data set has a single patient; baselines need others to learn from. Give --train DIR, or leave --baselines away.");
        var fold = patients.Select((patient, i) => (patient, i)).ToDictionary(entry => entry.patient, entry => entry.i % folds, StringComparer.Ordinal);
        return new EvaluationProtocol(
            $"Models judged on every encounter; baselines cross-fitted, each fifth of the patients after learning from the others (seed {seed}).",
            [.. Enumerable.Range(0, folds).Select(held =>
            {
                var (fit, validation) = Thresholds([.. samples.Where(sample => fold[sample.PatientKey] != held)], seed);
                return new EvaluationFold(fit, validation, [.. samples.Where(sample => fold[sample.PatientKey] == held)]);
            })]);
    }

    private static (ImmutableArray<Sample> Fit, ImmutableArray<Sample> Validation) Thresholds(IReadOnlyList<Sample> samples, int seed)
    {
        var splits = new PatientSplit(seed, 1 - ValidationShare, ValidationShare).Divide(samples);
        return ([.. samples.Zip(splits).Where(pair => pair.Second == Split.Train).Select(pair => pair.First)], [.. samples.Zip(splits).Where(pair => pair.Second == Split.Validation).Select(pair => pair.First)]);
    }
}
