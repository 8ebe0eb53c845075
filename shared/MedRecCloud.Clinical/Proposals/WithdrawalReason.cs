namespace MedRecCloud.Clinical.Proposals;

/// <summary>Why the proposals of an encounter no longer stand.</summary>
public enum WithdrawalReason
{
    /// <summary>The encounter (or the note it rested on) was deleted: 404, 410 or a delete event.</summary>
    Deleted,
    EnteredInError,
    Cancelled,

    /// <summary>The only note was superseded and no newer one exists.</summary>
    Superseded,
}
