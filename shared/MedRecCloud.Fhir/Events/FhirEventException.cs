namespace MedRecCloud.Fhir.Events;

/// <summary>A message that no retry can mend. Neither property ever quotes the message.</summary>
public sealed class FhirEventException(string reason, string description) : Exception(description)
{
    /// <summary>Short code: <c>MalformedJson</c>, <c>UnknownEnvelope</c>, <c>UnknownResourceType</c>, <c>InvalidId</c>, <c>UnknownServer</c>, <c>TooLarge</c>, <c>InvalidBundle</c>.</summary>
    public string Reason { get; } = reason;
}
