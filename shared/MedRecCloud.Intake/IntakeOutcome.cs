namespace MedRecCloud.Intake;

/// <summary>What an event did to one encounter.</summary>
internal enum IntakeOutcome
{
    /// <summary>A new request was stored and sent.</summary>
    Requested,

    /// <summary>The newest request says the same already.</summary>
    Unchanged,

    /// <summary>A newer request exists.</summary>
    Stale,

    /// <summary>Its proposals were withdrawn.</summary>
    Withdrawn,

    /// <summary>Nothing to do.</summary>
    Ignored,
}
