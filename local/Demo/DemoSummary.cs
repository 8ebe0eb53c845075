using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedRecCloud.Local.Demo;

/// <summary>How a played day ended. Every event is counted once: as dead-lettered, else by the final outcome of its encounter, else as lost.</summary>
internal sealed record DemoSummary(
    [property: JsonPropertyOrder(0)] int Events,
    [property: JsonPropertyOrder(1)] int Proposed,
    [property: JsonPropertyOrder(2)] int Abstained,
    [property: JsonPropertyOrder(3)] int Withdrawn,
    [property: JsonPropertyOrder(4)] int DeadLettered,
    [property: JsonPropertyOrder(5)] int Lost,
    [property: JsonPropertyOrder(6)] double Seconds)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Events} events: {Proposed} proposed, {Abstained} abstained, {Withdrawn} withdrawn, {DeadLettered} dead-lettered, {Lost} lost");

    /// <param name="outcomes">The word of the outcome that stands, by encounter.</param>
    /// <param name="deadLettered">Names of the events in the dead-letter queue.</param>
    /// <param name="failedRequests">Encounters whose request was dead-lettered on its way to the worker.</param>
    public static DemoSummary Of(
        IReadOnlyCollection<Sample.SampleEvent> events, IReadOnlyDictionary<string, string> outcomes, IReadOnlySet<string> deadLettered,
        IReadOnlySet<string> failedRequests, TimeSpan elapsed)
    {
        var counts = events.GroupBy(told => Fate(told, outcomes, deadLettered, failedRequests)).ToDictionary(group => group.Key, group => group.Count());
        return new DemoSummary(
            events.Count, counts.GetValueOrDefault("proposed"), counts.GetValueOrDefault("abstained"), counts.GetValueOrDefault("withdrawn"),
            counts.GetValueOrDefault("dead-lettered"), counts.GetValueOrDefault("lost"), Math.Round(elapsed.TotalSeconds, 1));
    }

    private static string Fate(
        Sample.SampleEvent told, IReadOnlyDictionary<string, string> outcomes, IReadOnlySet<string> deadLettered, IReadOnlySet<string> failedRequests)
    {
        if (deadLettered.Contains(told.MessageId)) return "dead-lettered";
        if (told.Encounter is not { } encounter) return "lost";
        return outcomes.GetValueOrDefault(encounter) ?? (failedRequests.Contains(encounter) ? "dead-lettered" : "lost");
    }
}
