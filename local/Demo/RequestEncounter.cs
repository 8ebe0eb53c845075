using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Messaging;

namespace MedRecCloud.Local.Demo;

/// <summary>Which encounter a request for inference is about.</summary>
internal static class RequestEncounter
{
    /// <returns>Null when the message is no claim check.</returns>
    public static string? Of(ReceivedMessage message)
    {
        try { return JsonSerializer.Deserialize<ClaimCheck>(message.Body.Span, ClinicalJson.Options)?.EncounterId; }
        catch (JsonException) { return null; }
    }
}
