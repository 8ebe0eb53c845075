using MedRecCloud.Training.Evaluation;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Evaluation;

public sealed class TuningTests
{
    private static ValidationScores Scores(params (double[] Probabilities, bool[] Truth)[] encounters) =>
        new([.. encounters.Select(own => own.Probabilities)], [.. encounters.Select(own => own.Truth)], [.. encounters.Select(_ => 0)]);

    [Fact]
    public void One_threshold_separates_what_can_be_separated()
    {
        var threshold = ThresholdTuner.Global(rule: ThresholdRule.Plain, scores: Scores(([0.35, 0.2], [true, false]), ([0.4, 0.1], [true, false]), ([0.1, 0.31], [false, true])));
        Assert.InRange(threshold, 0.2 + 1e-9, 0.31);
    }

    [Fact]
    public void A_drug_with_many_positives_gets_its_own_threshold_and_a_rare_one_stays_near_the_global()
    {
        // Drug 0 is ordered from a score of 0.2 on, drug 1 from 0.6 on, drug 2 once.
        var encounters = Enumerable.Range(0, 200).Select(i => (
            Probabilities: new[] { i / 200.0, i * 7 % 200 / 200.0, i == 0 ? 0.9 : 0.01 },
            Truth: new[] { i / 200.0 >= 0.2, i * 7 % 200 / 200.0 >= 0.6, i == 0 })).ToArray();
        var scores = Scores(encounters);
        var (global, own) = (ThresholdTuner.Global(scores, ThresholdRule.Plain), ThresholdTuner.PerDrug(scores, ThresholdRule.Plain, ThresholdTuner.Global(scores, ThresholdRule.Plain)));
        Assert.InRange(own[0], 0.15, 0.3);
        Assert.InRange(own[1], 0.5, 0.65);
        Assert.InRange(Math.Abs(own[2] - global), 0, 0.05);
    }

    [Fact]
    public void A_steady_threshold_lies_between_those_of_patients_who_disagree()
    {
        // One patient's drugs are separated at 0.2, the other's at 0.6; together they are best served at 0.2.
        var scores = Scores(([0.25, 0.1], [true, false]), ([0.25, 0.1], [true, false]), ([0.7, 0.5], [true, false]));
        string[] patients = ["one", "one", "other"];
        var steady = ThresholdTuner.Steady(scores, ThresholdRule.Plain, patients, seed: 1);
        Assert.InRange(steady, ThresholdTuner.Global(scores, ThresholdRule.Plain) + 0.01, 0.5);
        Assert.Equal(steady, ThresholdTuner.Steady(scores, ThresholdRule.Plain, patients, seed: 1));
        Assert.Equal(ThresholdTuner.Global(scores, ThresholdRule.Plain), ThresholdTuner.Steady(scores, ThresholdRule.Plain, ["same", "same", "same"], seed: 1), 9);
    }

    [Fact]
    public void A_doubtful_drug_beside_a_certain_one_is_not_what_a_threshold_is_raised_for()
    {
        // At 0.3 a drug is wrong beside one of 0.95, five times, and right once, where nothing else is likely: one threshold alone would have to give that one up.
        var scores = Scores([.. Enumerable.Repeat((new[] { 0.95, 0.3 }, new[] { true, false }), 5), ([0.3, 0.02], [true, false])]);
        Assert.InRange(ThresholdTuner.Global(scores, ThresholdRule.Plain), 0.31, 0.95);
        Assert.InRange(ThresholdTuner.Global(scores, ThresholdRule.OfModels), 0.02, 0.3);
        Assert.Equal([0], Recommendation.AtThresholds([0.95, 0.3], [0.1, 0.1], ThresholdRule.OfModels).Chosen.AsEnumerable());
        Assert.Equal([1], Recommendation.AtThresholds([0.02, 0.3], [0.1, 0.1], ThresholdRule.OfModels).Chosen.AsEnumerable());
    }

    [Fact]
    public void Thresholds_need_an_order_to_be_tuned_on() =>
        Assert.Throws<ArgumentException>(() => ThresholdTuner.Global(rule: ThresholdRule.Plain, scores: Scores(([0.5], [false]))));

    [Fact]
    public void Platt_scaling_finds_the_line_that_made_the_answers()
    {
        var (logits, truth) = (new List<double[]>(), new List<bool[]>());
        for (var z = -3.0; z <= 3; z += 0.5)
        {
            var positives = (int)Math.Round(2000 / (1 + Math.Exp(-(1.7 * z - 0.8))));
            for (var i = 0; i < 2000; i++)
            {
                logits.Add([z]);
                truth.Add([i < positives]);
            }
        }
        var calibration = Calibrator.Fit(new ValidationScores(logits, truth, [.. logits.Select(_ => 0)]));
        Assert.Equal(1.7, calibration.Slope, 1);
        Assert.Equal(-0.8, calibration.Intercept, 1);
    }

    [Fact]
    public void Platt_scaling_stays_finite_where_answers_can_be_separated_and_refuses_what_is_no_number()
    {
        var separable = Calibrator.Fit(Scores(([-4, 4], [false, true]), ([-3, 5], [false, true])));
        Assert.True(double.IsFinite(separable.Slope) && separable.Slope > 0);
        Assert.Throws<ArgumentException>(() => Calibrator.Fit(Scores(([double.NaN, 1], [false, true]))));
        Assert.Throws<ArgumentException>(() => Calibrator.Fit(Scores(([1, 1], [false, false]))));
    }

    [Fact]
    public void Validation_scores_count_drugs_the_model_does_not_know()
    {
        var scores = ValidationScores.Of([(Some.Sample("p", "e", ["a", "x"]), [0.1, 0.2])], ["a", "b"]);
        Assert.Equal(1, scores.Missing[0]);
        Assert.Equal([true, false], scores.Truth[0]);
    }
}
