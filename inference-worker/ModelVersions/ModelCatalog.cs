using Microsoft.Extensions.Logging;

namespace MedRecCloud.InferenceWorker;

/// <summary>The models that serve now. A new choice is loaded and warmed beside the old one, then takes its place; the old one is freed when its last request ends.</summary>
internal sealed class ModelCatalog(IModelSource source, ModelLoader loader, ILogger<ModelCatalog> logger) : IDisposable
{
    private readonly SemaphoreSlim _switching = new(1, 1);
    private readonly Lock _lock = new();

    // Under _lock; written by UseAsync alone.
    private ModelSet? _current;
    private ModelChoice? _choice;

    /// <summary>True once models are loaded and warm.</summary>
    public bool IsReady
    {
        get { lock (_lock) return _current is not null; }
    }

    /// <summary>What serves, for logs and health.</summary>
    public ModelChoice? Choice
    {
        get { lock (_lock) return _choice; }
    }

    /// <summary>The models of now, held until disposed; null before the first are ready.</summary>
    public ModelSet? Acquire()
    {
        lock (_lock) return _current?.TryHold();
    }

    /// <summary>Brings the given choice into service; nothing happens when it already serves.</summary>
    /// <exception cref="Models.Packages.ModelPackageException">A package is refused; what served before goes on serving.</exception>
    public async Task UseAsync(ModelChoice choice, CancellationToken cancellationToken)
    {
        await _switching.WaitAsync(cancellationToken);
        try
        {
            if (choice == Choice) return;
            var next = await LoadAsync(choice, cancellationToken);
            ModelSet? old;
            lock (_lock) (old, _current, _choice) = (_current, next, choice);
            old?.Dispose();
            Log.ModelsServe(logger, choice.Primary.ToString(), choice.Fallback?.ToString() ?? "none", choice.Shadow?.ToString() ?? "none");
        }
        finally
        {
            _switching.Release();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _current?.Dispose();
            _current = null;
        }

        _switching.Dispose();
    }

    private async Task<ModelSet> LoadAsync(ModelChoice choice, CancellationToken cancellationToken)
    {
        // Holds what serves now, so that a model in both choices is not loaded twice.
        using var serving = Acquire();
        var loaded = new List<LoadedModel>();
        try
        {
            foreach (var wanted in new[] { choice.Primary, choice.Fallback, choice.Shadow }.OfType<AvailableModel>())
                loaded.Add(Held(serving, loaded, wanted) ?? await loader.LoadAsync(wanted, await source.FetchAsync(wanted, cancellationToken), cancellationToken));
            LoadedModel? Of(AvailableModel? wanted) => wanted is null ? null : loaded.First(model => model.Source == wanted);
            return new ModelSet(Of(choice.Primary)!, Of(choice.Fallback), Of(choice.Shadow));
        }
        catch
        {
            foreach (var model in loaded) model.Release();
            throw;
        }
    }

    private static LoadedModel? Held(ModelSet? serving, List<LoadedModel> loaded, AvailableModel wanted)
    {
        var served = new[] { serving?.Primary, serving?.Fallback, serving?.Shadow }.Concat(loaded).FirstOrDefault(model => model?.Source == wanted);
        return served is not null && served.TryHold() ? served : null;
    }
}
