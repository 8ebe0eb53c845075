using System.Net;

namespace MedRecCloud.Fhir.Servers;

/// <summary>A FHIR server did not answer as asked; asking again later may help. The message names the server and the status, never the URL.</summary>
public sealed class FhirServerException(string server, HttpStatusCode? status, string what, Exception? inner = null)
    : Exception($"FHIR server '{server}': {what}{(status is { } code ? $" ({(int)code})" : "")}.", inner)
{
    public string Server { get; } = server;

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;
}
