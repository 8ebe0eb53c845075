using System.Text.Encodings.Web;
using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Intake.CdsHooks;

/// <summary>An answer over HTTP.</summary>
/// <param name="Json">The body; empty for none. Holds PHI when it is cards.</param>
public sealed record HookAnswer(int Status, ReadOnlyMemory<byte> Json)
{
    /// <summary>Larger bodies are refused with 413: a hook's prefetch is a patient's record, not an archive.</summary>
    public const int MaxBodyBytes = 16 << 20;

    public static HookAnswer TooLarge => Problem(413, "The body is larger than 16 MiB.");

    // Read as JSON, never as a page: nothing but JSON's own characters needs escaping.
    private static readonly JsonSerializerOptions s_json = new(ClinicalJson.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static HookAnswer Of<T>(T value) => new(200, JsonSerializer.SerializeToUtf8Bytes(value, s_json));

    internal static HookAnswer Problem(int status, string message) => new(status, JsonSerializer.SerializeToUtf8Bytes(new { message }, s_json));
}
