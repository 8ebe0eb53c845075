using MedRecCloud.Models.Packages;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// The models cohorts ask for: one that serves live requests where it is that one, else loaded beside it. The last few asked for stay loaded.
/// </summary>
internal sealed class CohortModels(ModelCatalog catalog, IModelSource source, ModelLoader loader, IOptions<ModelOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);

    // Under _loading. The least recently asked for first.
    private readonly List<LoadedModel> _kept = [];

    /// <summary>The package that a wish means now; null when there is none, or no model serves yet.</summary>
    public async Task<AvailableModel?> FindAsync(ModelWish wish, CancellationToken cancellationToken)
    {
        using var serving = catalog.Acquire();
        if (serving is null || wish.Name is null) return serving?.Primary.Source;
        try
        {
            return await PickAsync(wish, cancellationToken);
        }
        catch (ModelPackageException)
        {
            return null;
        }
    }

    /// <summary>Held by the caller, who releases it.</summary>
    /// <returns>Null while no model serves at all, or one is just being freed.</returns>
    /// <exception cref="ModelPackageException">There is no such package, or it is refused.</exception>
    public async Task<LoadedModel?> AcquireAsync(ModelWish wish, CancellationToken cancellationToken)
    {
        using var serving = catalog.Acquire();
        if (serving is null) return null;
        // No fallback: a cohort waits for the model it asked for rather than mix two.
        if (wish.Name is null) return Held(serving.Primary);
        if (Serving(serving, wish) is { } live) return Held(live);
        await _loading.WaitAsync(cancellationToken);
        try
        {
            // The packages are asked only for what is not loaded: a shard of a running cohort costs no listing, and a package that is half uploaded fails none of them.
            var model = _kept.Find(kept => Is(kept, wish));
            if (model is null)
            {
                var wanted = await PickAsync(wish, cancellationToken);
                var version = new ModelWish(wanted.Name, wanted.Version);
                if (Serving(serving, version) is { } newest) return Held(newest);
                model = _kept.Find(kept => Is(kept, version)) ?? await loader.LoadAsync(wanted, await source.FetchAsync(wanted, cancellationToken), cancellationToken);
            }

            _kept.Remove(model);
            _kept.Add(model);
            var held = Held(model);
            for (; _kept.Count > options.Value.CohortModels; _kept.RemoveAt(0)) _kept[0].Release();
            return held;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        foreach (var model in _kept) model.Release();
        _kept.Clear();
        _loading.Dispose();
    }

    private async Task<AvailableModel> PickAsync(ModelWish wish, CancellationToken cancellationToken) =>
        ModelChoice.From(await source.ListAsync(cancellationToken), new ModelOptions { Name = wish.Name, Version = wish.Version, FallbackName = "none" }).Primary;

    private static LoadedModel? Serving(ModelSet serving, ModelWish wish) => new[] { serving.Primary, serving.Fallback, serving.Shadow }.FirstOrDefault(model => model is not null && Is(model, wish));

    // Without a version it may be any, and the packages say which.
    private static bool Is(LoadedModel model, ModelWish wish) => wish.Version is not null && (model.Source.Name, model.Source.Version) == (wish.Name, wish.Version);

    private static LoadedModel? Held(LoadedModel model) => model.TryHold() ? model : null;
}
