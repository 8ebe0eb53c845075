using System.Collections.Immutable;
using System.Globalization;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;

namespace MedRecCloud.Training.Tests.Data;

public sealed class SplitTests
{
    private static IReadOnlyList<Sample> Samples(int patients, string dataSet = "set") =>
        [.. Enumerable.Range(0, patients * 3).Select(i => Some.Sample((i / 3).ToString(CultureInfo.InvariantCulture), i.ToString(CultureInfo.InvariantCulture), ["aspirin"], day: i, dataSet: dataSet))];

    [Fact]
    public void A_patient_is_in_one_part_only_and_the_shares_are_kept()
    {
        var samples = Samples(100);
        var splits = new PatientSplit(7).Divide(samples);
        var byPatient = samples.Zip(splits).GroupBy(pair => pair.First.Patient).Select(group => group.Select(pair => pair.Second).Distinct().ToList()).ToList();
        Assert.All(byPatient, parts => Assert.Single(parts));
        Assert.Equal((70, 10, 20), (byPatient.Count(parts => parts[0] == Split.Train), byPatient.Count(parts => parts[0] == Split.Validation), byPatient.Count(parts => parts[0] == Split.Test)));
    }

    [Fact]
    public void The_same_seed_divides_alike_whatever_the_order_and_the_folders_name_and_another_differently()
    {
        var samples = Samples(50);
        var split = new PatientSplit(1).Divide(samples);
        Assert.Equal(split, new PatientSplit(1).Divide([.. samples.Reverse()]).Reverse());
        Assert.Equal(split, new PatientSplit(1).Divide(Samples(50, "copy")));
        Assert.NotEqual(split, new PatientSplit(2).Divide(samples));
    }

    [Fact]
    public void By_time_every_test_encounter_is_later_than_every_training_encounter()
    {
        var samples = Samples(40);
        var divided = samples.Zip(new TemporalSplit().Divide(samples)).ToLookup(pair => pair.Second, pair => pair.First.PredictionTime);
        Assert.True(divided[Split.Train].Max() < divided[Split.Validation].Min());
        Assert.True(divided[Split.Validation].Max() < divided[Split.Test].Min());
        Assert.Equal(84, divided[Split.Train].Count());
    }

    [Fact]
    public void Held_out_drugs_leave_the_labels_and_stay_in_the_history()
    {
        var sample = Some.Sample("p", "e", ["aspirin", "warfarin"], history: ["warfarin"]);
        var without = Assert.Single(HeldOutDrugs.Without([sample], ["warfarin"]));
        Assert.Equal("aspirin", Assert.Single(without.Labels));
        Assert.True(without.WasOrderedBefore("warfarin"));
        var many = Enumerable.Range(0, 60).SelectMany(drug => Enumerable.Range(0, 3).Select(i => Some.Sample("p", $"{drug}-{i}", [$"drug{drug}"]))).ToList();
        Assert.InRange(HeldOutDrugs.Choose(many, 0).Length, 10, 32);
        Assert.Empty(HeldOutDrugs.Choose(many.Take(2), 0));
    }

    [Fact]
    public void A_formulary_lists_training_drugs_most_frequent_first_and_grows_at_its_end()
    {
        var formulary = FormularyBuilder.Build([Some.Sample("p", "1", ["b", "a"]), Some.Sample("p", "2", ["b"])], Ingredients.Describe);
        Assert.Equal(["b", "a"], formulary.Drugs.Select(drug => drug.Name));
        Assert.Equal(["b", "a", "c"], FormularyBuilder.Extend(formulary, ["c", "b"], Ingredients.Describe).Drugs.Select(drug => drug.Name));
        Assert.Throws<TrainingDataException>(() => FormularyBuilder.Build([Some.Sample("p", "1", [])], Ingredients.Describe));
        Assert.Equal("C09AA03", FormularyBuilder.Build([Some.Sample("p", "1", ["lisinopril"])], Ingredients.Describe).Drugs[0].Atc[0]);
    }

    [Fact]
    public void Provenance_survives_the_manifest_and_knows_the_files_it_was_trained_on()
    {
        var files = ImmutableSortedDictionary<string, string>.Empty.Add("a.ndjson", "12");
        var report = new CohortReport("set", "fhir-bulk", 1, 2, 1, 3, 2, ImmutableSortedDictionary<string, long>.Empty, files, "c");
        var read = TrainingProvenance.Of(new TrainingProvenance([report], ["set"], "patients", 3, []).ToJson())!;
        Assert.Equal((3, "set"), (read.Seed, read.Knows(files)!.DataSet));
        Assert.Null(read.Knows(ImmutableSortedDictionary<string, string>.Empty.Add("a.ndjson", "13")));
        Assert.Null(TrainingProvenance.Of(null));
    }
}
