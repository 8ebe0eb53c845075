using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Storage;

/// <summary>Claim checks in blob storage, and which one of an encounter is the newest.</summary>
public interface IRequestStore
{
    /// <summary>Writes the request under its deterministic name; one that is already there is left as it is.</summary>
    Task<ClaimCheck> PutAsync(InferenceRequest request, CancellationToken cancellationToken);

    /// <summary>Reads a request; null when its blob is gone (its retention ended).</summary>
    Task<InferenceRequest?> GetAsync(ClaimCheck claim, CancellationToken cancellationToken);

    /// <summary>The newest request known for the encounter; null when there is none.</summary>
    Task<ClaimCheck?> ReadLatestAsync(string server, string encounterId, CancellationToken cancellationToken);

    /// <summary>Makes the claim the encounter's newest unless a newer one already is.</summary>
    Task MoveLatestAsync(ClaimCheck claim, CancellationToken cancellationToken);
}
