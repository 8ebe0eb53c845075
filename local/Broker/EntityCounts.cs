namespace MedRecCloud.Local.Broker;

/// <summary>How many messages an entity holds.</summary>
/// <param name="Active">Can be received, or are locked by a receiver.</param>
/// <param name="Scheduled">Become active later.</param>
/// <param name="Deferred">Were set aside by a receiver.</param>
/// <param name="DeadLetter">Lie in the entity's dead-letter queue.</param>
public sealed record EntityCounts(int Active, int Scheduled, int Deferred, int DeadLetter);
