using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>Where model packages come from.</summary>
internal interface IModelSource
{
    /// <summary>Every package there is, and which version of a name its operator has made current, if any.</summary>
    Task<ModelListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>A folder that holds the package. Its content is not checked here.</summary>
    Task<string> FetchAsync(AvailableModel model, CancellationToken cancellationToken);
}

/// <param name="Current">Version by model name, from <c>{name}/current.json</c>.</param>
internal sealed record ModelListing(IReadOnlyList<AvailableModel> Models, IReadOnlyDictionary<string, string> Current);

/// <summary>A package that could be loaded.</summary>
internal sealed record AvailableModel(string Name, string Version, ModelKind Kind)
{
    public override string ToString() => $"{Name}@{Version}";
}

/// <summary><c>{name}/current.json</c>: the version an operator has made current, to go forward or back without a restart.</summary>
internal sealed record CurrentVersion(string Version);
