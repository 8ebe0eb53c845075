using System.Text.Json;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>Opens the body of a call. What a body holds never enters a problem's words: it may be PHI, or the token of <c>fhirAuthorization</c>.</summary>
internal static class HookBody
{
    public const string NotJson = "The body is not JSON.";

    /// <returns>Null when it is no JSON.</returns>
    public static JsonElement? Open(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
