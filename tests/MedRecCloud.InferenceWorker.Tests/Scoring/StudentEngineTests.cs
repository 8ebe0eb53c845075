using CsCheck;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class StudentEngineTests : IDisposable
{
    private readonly SomeModel _some = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("medrec-student-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _some.Dispose();
    }

    [Fact]
    public void Patients_of_any_size_in_one_batch_score_as_each_alone()
    {
        using var engine = _some.Open(SomeStudent.Write(_folder.FullName));
        Gen.Int[1, 10_000].List[2, 20].Sample(seeds =>
        {
            var together = engine.Score([.. seeds.Select(seed => engine.Prepare(SomeStudent.Patient(seed)))]);
            for (var i = 0; i < seeds.Count; i++) SomeModel.AssertSame(SomeModel.Logits(engine, SomeStudent.Patient(seeds[i])), SomeModel.Logits(together[i]));
        }, iter: 20, threads: 1);
        Assert.Equal(0, _some.Sessions.Ledger.Live);
    }

    [Fact]
    public void Patients_differ_and_a_patient_without_any_code_is_scored()
    {
        using var engine = _some.Open(SomeStudent.Write(_folder.FullName));
        Assert.NotEqual(SomeModel.Logits(engine, SomeStudent.Patient(1)), SomeModel.Logits(engine, SomeStudent.Patient(2)));
        Assert.Equal(SomeModel.Drugs, SomeModel.Logits(engine, SomeModel.Prompt("")).Length);
    }

    [Fact]
    public void A_drugs_own_history_and_its_usage_change_its_score()
    {
        using var engine = _some.Open(SomeStudent.Write(_folder.FullName));
        var prompt = SomeStudent.Patient(5);
        var drug = SomeModel.DrugNames()[2];
        var renewed = prompt with { Histories = prompt.Histories.SetItem(drug, new CandidateHistory(4, 30, true, true, 1, false)) };
        var usual = prompt with { Aspects = prompt.Aspects with { Reason = SomeStudent.UsualReason } };
        Assert.NotEqual(SomeModel.Logits(engine, prompt)[2], SomeModel.Logits(engine, renewed)[2]);
        Assert.NotEqual(SomeModel.Logits(engine, prompt)[2], SomeModel.Logits(engine, usual)[2]);
    }

    [Fact]
    public async Task A_student_of_other_columns_is_refused_in_words()
    {
        var package = SomeStudent.Write(_folder.FullName);
        var manifest = _folder.FullName + "/manifest.json";
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("\"columns\": ", "\"columns\": 1"));
        var refused = await Assert.ThrowsAsync<MedRecCloud.Models.Packages.ModelPackageException>(() => _some.Loader().LoadAsync(new AvailableModel("random-student", "1", package.Kind), package.Folder, default));
        Assert.Contains("columns", refused.Message);
    }

    [Fact]
    public void The_share_of_unknown_codes_goes_with_the_scores()
    {
        using var engine = _some.Open(SomeStudent.Write(_folder.FullName));
        var prompt = SomeModel.Prompt("") with { Codes = new CodeHistory([new VisitCodes("k", 0, ["d1", "strange", "stranger"], ["p1"], [])], []) };
        Assert.Equal(0.5, engine.Score([engine.Prepare(prompt)])[0].UnknownCodes);
        Assert.Equal(0, engine.Score([engine.Prepare(SomeModel.Prompt(""))])[0].UnknownCodes);
    }

    [Fact]
    public void An_influence_is_what_the_probability_loses_without_the_field()
    {
        var package = SomeModel.Proposing(SomeStudent.Write(_folder.FullName));
        using var engine = _some.Open(package, new ScoringOptions { InfluenceDrugs = 2 });
        var prompt = SomeStudent.Patient(3);
        var scores = engine.Score([engine.Prepare(SomeStudent.Patient(4)), engine.Prepare(prompt)])[1];
        var recent = engine.Score([engine.Prepare(prompt with { Codes = prompt.Codes with { Visits = [prompt.Codes.Visits[^1]] }, Histories = prompt.Histories.Clear() })])[0];
        Assert.Equal(2 * 4, scores.Influences.Length);
        foreach (var influence in scores.Influences.Where(influence => influence.Field == "History"))
            Assert.Equal(Probability(scores, influence.Drug) - Probability(recent, influence.Drug), influence.Drop, 1e-5);

        static double Probability(Clinical.Scoring.CandidateScores scores, string drug) => scores.Scores.Single(score => score.Drug == drug).Probability;
    }

    [Fact]
    public void Nothing_is_explained_where_nothing_is_proposed_or_a_cohort_asks()
    {
        using var engine = _some.Open(SomeModel.Proposing(SomeStudent.Write(_folder.FullName)), new ScoringOptions { InfluenceDrugs = 2 });
        Assert.Empty(engine.ScoreRepeatably([engine.Prepare(SomeStudent.Patient(3))])[0].Influences);
        using var silent = _some.Open(Silent(), new ScoringOptions { InfluenceDrugs = 2 });
        Assert.Empty(silent.Score([silent.Prepare(SomeStudent.Patient(3))])[0].Influences);

        Models.Packages.ModelPackage Silent()
        {
            var package = SomeStudent.Write(Path.Combine(_folder.FullName, "silent"));
            return Models.Packages.ModelPackageWriter.Write(package.Folder, package.Manifest with { Calibration = new Clinical.Scoring.Calibration(1, -50) }, package.Formulary);
        }
    }

    [Fact]
    public async Task A_student_package_is_loaded_warm_and_a_damaged_vocabulary_is_refused()
    {
        var package = SomeStudent.Write(_folder.FullName);
        var source = new AvailableModel("random-student", "1", package.Kind);
        var loaded = await _some.Loader().LoadAsync(source, package.Folder, default);
        loaded.Release();
        await File.WriteAllTextAsync(package.PathOf("codes.json"), "{}");
        await Assert.ThrowsAsync<MedRecCloud.Models.Packages.ModelPackageException>(() => _some.Loader().LoadAsync(source, package.Folder, default));
    }
}
