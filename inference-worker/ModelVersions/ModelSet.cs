namespace MedRecCloud.InferenceWorker;

/// <summary>The models in their roles, held for the time of one request: a switch of versions meanwhile does not touch it.</summary>
internal sealed class ModelSet(LoadedModel primary, LoadedModel? fallback, LoadedModel? shadow) : IDisposable
{
    private bool _released;

    public LoadedModel Primary { get; } = primary;

    public LoadedModel? Fallback { get; } = fallback;

    public LoadedModel? Shadow { get; } = shadow;

    /// <summary>A set of its own over the same models; null when one of them is just being freed.</summary>
    public ModelSet? TryHold()
    {
        var held = new List<LoadedModel>();
        foreach (var model in Models)
        {
            if (model.TryHold()) held.Add(model);
            else
            {
                foreach (var other in held) other.Release();
                return null;
            }
        }

        return new ModelSet(Primary, Fallback, Shadow);
    }

    public void Dispose()
    {
        if (_released) return;
        _released = true;
        foreach (var model in Models) model.Release();
    }

    private IEnumerable<LoadedModel> Models => new[] { Primary, Fallback, Shadow }.OfType<LoadedModel>();
}
