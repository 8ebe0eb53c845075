using System.Text.Json;

namespace MedRecCloud.Local.Fhir;

/// <summary>An interaction that cannot be done, with the status and the OperationOutcome issue code (R4, 3.1.0.1.5) that say why.</summary>
internal sealed class FhirFailure(int status, string code, string diagnostics) : Exception(diagnostics)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static FhirFailure NotFound(string what) => new(404, "not-found", $"{what} is not known here.");

    public static FhirFailure Gone(string what) => new(410, "deleted", $"{what} was deleted.");

    public static FhirFailure Malformed(string why) => new(400, "structure", why);

    public static FhirFailure Unprocessable(string why) => new(422, "processing", why);

    public FhirReply ToReply() => new(Status, Outcome(Code, Message));

    /// <summary>An OperationOutcome with one error.</summary>
    public static byte[] Outcome(string code, string diagnostics)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "OperationOutcome");
            writer.WriteStartArray("issue");
            writer.WriteStartObject();
            writer.WriteString("severity", "error");
            writer.WriteString("code", code);
            writer.WriteString("diagnostics", diagnostics);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
