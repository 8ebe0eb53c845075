namespace MedRecCloud.Fhir.Events;

/// <summary>In what a change was wrapped.</summary>
public enum EnvelopeKind
{
    EventGrid,
    CloudEvents,
    Subscription,
    Resource,
    Bundle,
    Hapi,
    Batch,
}
