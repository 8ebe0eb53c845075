using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Learning;

public class TrainingUsageTests
{
    private static readonly VisitAspects Cough = new("checkup", "cough", "female 40", [], []);

    [Fact]
    public void A_training_patients_own_orders_are_never_counted_for_them()
    {
        // Only patient 0 is ever given codeine, often enough to be counted.
        var usage = new TrainingUsage(Set([.. Enumerable.Range(0, 10).SelectMany(patient => Enumerable.Range(0, 4).Select(visit => Sample($"{patient}", patient == 0 ? ["codeine"] : ["morphine"])))]));
        Assert.Equal(0, usage.Of(Sample("0", [])).Of("codeine").OfKind);
        Assert.True(usage.Of(Sample("someone else", [])).Of("codeine").OfKind > 0.05);
        Assert.True(usage.Table.For(Cough).Of("codeine").OfKind > 0.05);
    }

    [Fact]
    public void Held_out_drugs_are_unknown()
    {
        var set = Set([Sample("1", ["codeine"]), Sample("2", ["morphine"])]);
        var usage = new TrainingUsage(set with { Provenance = set.Provenance with { HeldOutDrugs = ["codeine"] } });
        Assert.Same(CandidateUsage.Unknown, usage.Of(Sample("3", [])).Of("codeine"));
        Assert.NotSame(CandidateUsage.Unknown, usage.Of(Sample("3", [])).Of("morphine"));
    }

    [Fact]
    public void Fields_are_left_out_whole_and_as_often_as_asked()
    {
        const string Prefix = "Has: asthma\nVisit: checkup\nReason: cough\n";
        Assert.Same(Prefix, FieldDropout.Of(Prefix, 0, new Random(1)));
        var random = new Random(1);
        var kept = Enumerable.Range(0, 3_000).SelectMany(_ => FieldDropout.Of(Prefix, 0.25, random).Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.All(kept.Distinct(), line => Assert.Contains(line + "\n", Prefix, StringComparison.Ordinal));
        Assert.InRange(kept.Count / 9_000.0, 0.73, 0.77);
    }

    private static Sample Sample(string patient, string[] labels)
    {
        var sample = Some.Sample(patient, patient, labels);
        return sample with { Prompt = sample.Prompt with { Aspects = Cough } };
    }

    private static TrainingSet Set(ImmutableArray<Sample> train) => new(train, [], [], FormularyBuilder.Build([Some.Sample("p", "e", ["codeine", "morphine"])], Ingredients.Describe),
        new TrainingProvenance([], [], "patients", 0, []));
}
