using System.Text.Json;

namespace MedRecCloud.Local.Stack;

/// <summary>The lines by which a hosted part tells its supervisor where it listens and what its queues hold.</summary>
/// <param name="Ready">The part works; an address where it has one.</param>
/// <param name="Counts">By queue; null when the line is about something else.</param>
internal sealed record PartLine(string? Ready = null, Dictionary<string, QueueCount>? Counts = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Print() => Console.WriteLine(JsonSerializer.Serialize(this, Json));

    /// <returns>Null for a line that is none of these.</returns>
    public static PartLine? Parse(string line)
    {
        if (!line.StartsWith('{')) return null;
        try { return JsonSerializer.Deserialize<PartLine>(line, Json); }
        catch (JsonException) { return null; }
    }
}
