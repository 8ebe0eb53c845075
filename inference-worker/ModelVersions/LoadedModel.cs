using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker;

/// <summary>A package in memory, warm, shared by the requests that use it. The last one to let go frees it.</summary>
internal sealed class LoadedModel(AvailableModel source, ModelPackage package, IScoringEngine engine, Action<LoadedModel> released)
{
    private int _references = 1;

    public AvailableModel Source { get; } = source;

    public ModelManifest Manifest => package.Manifest;

    public IScoringEngine Engine { get; } = engine;

    public ModelVersion Version => Engine.Version;

    /// <summary>How fast it is here, as measured.</summary>
    public CostRate Rate { get; } = new();

    /// <summary>Takes a reference; false when the last one has just been let go.</summary>
    public bool TryHold()
    {
        while (true)
        {
            var references = Volatile.Read(ref _references);
            if (references == 0) return false;
            if (Interlocked.CompareExchange(ref _references, references + 1, references) == references) return true;
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        Engine.Dispose();
        released(this);
    }
}
