using MedRecCloud.Clinical.Proposals;

namespace MedRecCloud.Storage.Feedback;

/// <summary>What clinicians did with what they were shown.</summary>
public interface IFeedbackStore
{
    /// <summary>Remembers cards before they are shown; repeating it changes nothing.</summary>
    Task RememberAsync(ShownCards shown, CancellationToken cancellationToken);

    /// <summary>The cards of a group; null when none was shown, or its retention has ended.</summary>
    Task<ShownCards?> FindAsync(string group, CancellationToken cancellationToken);

    /// <summary>Stores one piece of feedback under a name made from what it says.</summary>
    /// <returns>False when the same was stored before.</returns>
    Task<bool> StoreAsync(OutcomeFeedback feedback, CancellationToken cancellationToken);

    /// <summary>All feedback on an encounter, the earliest first.</summary>
    Task<IReadOnlyList<OutcomeFeedback>> ListAsync(string server, string encounterId, CancellationToken cancellationToken);
}
