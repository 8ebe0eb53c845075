namespace MedRecCloud.Fhir.Events;

/// <summary>Where a notification stands in its subscription's count of events (Subscriptions R5 Backport, "Handling events").</summary>
/// <param name="Subscription">The subscription's reference, as received.</param>
/// <param name="Server">Base URL of the subscription's server; null when its reference is relative.</param>
/// <param name="First">Lowest event number in the notification.</param>
/// <param name="Last">Highest event number.</param>
/// <param name="Since">When the first of its events happened.</param>
/// <param name="IsEmpty">It says that something happened, and not what.</param>
public sealed record SubscriptionNotice(string Subscription, string? Server, long First, long Last, DateTimeOffset? Since, bool IsEmpty);
