namespace MedRecCloud.Messaging;

/// <summary>Abandons whatever failed; after its last delivery the broker dead-letters the message.</summary>
public sealed class AbandonUnforeseen : ISettlementPolicy
{
    /// <inheritdoc/>
    public Settlement For(Exception error) => new Settlement.Abandon(error.GetType().Name);
}
