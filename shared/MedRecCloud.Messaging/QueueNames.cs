namespace MedRecCloud.Messaging;

/// <summary>The queues of the Service Bus namespace. The infrastructure tests hold the deployed names to these.</summary>
public static class QueueNames
{
    /// <summary>FHIR notifications in any of the accepted envelopes, taken in by the functions.</summary>
    public const string FhirEvents = "fhir-events";

    /// <summary>Requests for one encounter that a clinician is waiting for; the worker prefers these.</summary>
    public const string InferenceRequests = "inference-requests";

    /// <summary>Requests of a cohort being scored again; taken when no <see cref="InferenceRequests"/> wait.</summary>
    public const string CohortRequests = "cohort-requests";
}
