using MedRecCloud.Models.Packages;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>The model a cohort asks for: the one that serves live requests where it is that one, else loaded beside it and kept until another cohort asks for another.</summary>
internal sealed class CohortModels(ModelCatalog catalog, IModelSource source, ModelLoader loader) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);

    // Under _loading.
    private LoadedModel? _kept;

    /// <summary>Held until disposed.</summary>
    /// <returns>Null while no model serves at all.</returns>
    /// <exception cref="ModelPackageException">There is no such package, or it is refused.</exception>
    public async Task<ModelSet?> AcquireAsync(CohortManifest manifest, CancellationToken cancellationToken)
    {
        using var serving = catalog.Acquire();
        if (serving is null) return null;
        if (manifest.Model is null) return Alone(serving.Primary);
        var wanted = ModelChoice.From(
            await source.ListAsync(cancellationToken), new ModelOptions { Name = manifest.Model, Version = manifest.Version, FallbackName = "none" }).Primary;
        if (serving.Primary.Source == wanted) return Alone(serving.Primary);
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_kept?.Source != wanted)
            {
                var loaded = await loader.LoadAsync(wanted, await source.FetchAsync(wanted, cancellationToken), cancellationToken);
                _kept?.Release();
                _kept = loaded;
            }

            return Alone(_kept);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        _kept?.Release();
        _kept = null;
        _loading.Dispose();
    }

    // No fallback: a cohort waits for the model it asked for rather than mix two.
    private static ModelSet? Alone(LoadedModel model) => model.TryHold() ? new ModelSet(model, null, null) : null;
}
