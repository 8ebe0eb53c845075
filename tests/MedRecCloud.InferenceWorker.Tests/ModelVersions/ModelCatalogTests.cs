using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly SomeModel _some = new();
    private readonly SomeWorker _worker;

    public ModelCatalogTests() => _worker = new SomeWorker(_some);

    public void Dispose()
    {
        _worker.Dispose();
        _some.Dispose();
    }

    [Fact]
    public async Task A_switch_leaves_begun_requests_their_model_and_frees_it_when_the_last_one_ends()
    {
        var (first, second) = (_worker.Source.Add(_some.Write(groups: 2, seed: 1)), _worker.Source.Add(_some.Write(groups: 2, seed: 2)));
        _worker.Scoring.CacheShare = 0;
        await _worker.Catalog.UseAsync(new ModelChoice(first, null, null), default);
        var tensors = _some.Sessions.Ledger.Live;
        Assert.True(tensors > 0, "Adapters are tensors; otherwise this test would show nothing.");

        var begun = _worker.Catalog.Acquire()!;
        await _worker.Catalog.UseAsync(new ModelChoice(second, null, null), default);
        using (var next = _worker.Catalog.Acquire()!) Assert.Equal("seed-2", next.Primary.Version.Version);
        Assert.Equal("seed-1", begun.Primary.Version.Version);
        Assert.Equal(2 * tensors, _some.Sessions.Ledger.Live);
        var scores = begun.Primary.Engine.Score([begun.Primary.Engine.Prepare(SomeModel.Prompt(1))]);
        Assert.Equal("seed-1", scores[0].Model.Version);

        begun.Dispose();
        Assert.Equal(tensors, _some.Sessions.Ledger.Live);
        _worker.Catalog.Dispose();
        Assert.Equal(0, _some.Sessions.Ledger.Live);
    }

    [Fact]
    public async Task A_refused_package_leaves_what_serves_in_service()
    {
        var good = _worker.Source.Add(_some.Write(seed: 1));
        await _worker.Catalog.UseAsync(new ModelChoice(good, null, null), default);
        var package = _some.Write(seed: 2);
        var bad = _worker.Source.Add(package);
        await File.AppendAllTextAsync(package.PathOf(ModelPackage.WeightsFile), "x");
        await Assert.ThrowsAsync<ModelPackageException>(() => _worker.Catalog.UseAsync(new ModelChoice(bad, null, null), default));
        Assert.Equal(good, _worker.Catalog.Choice!.Primary);
        using var models = _worker.Catalog.Acquire()!;
        Assert.Equal("seed-1", models.Primary.Version.Version);
    }

    [Fact]
    public async Task A_model_in_both_choices_is_not_loaded_again()
    {
        var (first, second) = (_worker.Source.Add(_some.Write(seed: 1)), _worker.Source.Add(_some.Write(seed: 2)));
        await _worker.Catalog.UseAsync(new ModelChoice(first, second, null), default);
        using var before = _worker.Catalog.Acquire()!;
        await _worker.Catalog.UseAsync(new ModelChoice(second, first, null), default);
        using var after = _worker.Catalog.Acquire()!;
        Assert.Same(before.Primary, after.Fallback);
        Assert.Same(before.Fallback, after.Primary);
    }

    [Fact]
    public async Task Requests_during_many_switches_are_all_answered()
    {
        AvailableModel[] models = [_worker.Source.Add(_some.Write(seed: 1)), _worker.Source.Add(_some.Write(seed: 2))];
        await _worker.Catalog.UseAsync(new ModelChoice(models[0], null, null), default);
        var requests = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
                Assert.IsType<Messaging.Settlement.Complete>(await _worker.HandleAsync(await _worker.PutAsync(SomeWorker.Request($"e{i}"))));
        });
        for (var i = 1; !requests.IsCompleted; i++) await _worker.Catalog.UseAsync(new ModelChoice(models[i % 2], null, null), default);
        await requests;
    }

    [Theory]
    [InlineData("1.9", "1.10")]
    [InlineData("1", "1.1")]
    [InlineData("2026-11-02", "2026-11-12")]
    [InlineData("alpha", "beta")]
    public void The_newest_version_is_chosen_by_its_numbers_unless_another_is_made_current(string older, string newer)
    {
        var listing = new ModelListing([new("m", newer, ModelKind.Lamo), new("m", older, ModelKind.Lamo)], new Dictionary<string, string>());
        Assert.Equal(newer, ModelChoice.From(listing, new ModelOptions()).Primary.Version);
        var pinned = listing with { Current = new Dictionary<string, string> { ["m"] = older } };
        Assert.Equal(older, ModelChoice.From(pinned, new ModelOptions()).Primary.Version);
    }

    [Fact]
    public void The_best_kind_answers_and_the_student_stands_by()
    {
        AvailableModel student = new("s", "1", ModelKind.LeaderStudent), lamo = new("l", "1", ModelKind.Lamo), teacher = new("t", "1", ModelKind.LeaderTeacher);
        ModelChoice Choose(params AvailableModel[] models) => ModelChoice.From(new ModelListing(models, new Dictionary<string, string>()), new ModelOptions());
        Assert.Equal(new ModelChoice(lamo, student, null), Choose(student, teacher, lamo));
        Assert.Equal(new ModelChoice(student, null, null), Choose(student));
        Assert.Throws<ModelPackageException>(() => Choose());
        Assert.Contains("l, l2", Assert.Throws<ModelPackageException>(() => Choose(lamo, new("l2", "1", ModelKind.Lamo))).Message, StringComparison.Ordinal);
    }
}
