using System.Text;
using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Sample;

/// <summary>
/// The day's messages. Each visit is told three times (begun, note written, ended), in several envelopes; about one in eight messages comes twice, one visit in
/// eight is told in the wrong order, one is entered in error, one deleted, one cancelled; five messages nobody can read.
/// </summary>
internal sealed class EventScript(SampleOptions options, Random random, DateTimeOffset day)
{
    private readonly EventMessages _messages = new(options.Seed);
    private readonly List<(int Minute, int Order, string Kind, string? Encounter, byte[] Body)> _planned = [];

    public void Tell(SamplePatient patient, int number)
    {
        // Minutes count from the day's beginning; a visit takes half an hour.
        var begun = random.Next(0, 560);
        var (v1, v2) = number % 8 == 5 ? (begun + 40, begun) : (begun, begun + 30);
        Plan(v1, "encounter-created", patient.EncounterId, Envelope(number, "Created", patient, 1, day.AddMinutes(v1)));
        Plan(begun + 12, "note-created", patient.EncounterId, _messages.EventGrid("Created", "DocumentReference", patient.Note["id"]!.ToString(), 1, day.AddMinutes(begun + 12)));
        Plan(v2, "encounter-updated", patient.EncounterId, Envelope(number + 3, "Updated", patient, 2, day.AddMinutes(v2)));
    }

    /// <summary>News of a later version, or of the deletion, of a visit.</summary>
    public void TellLater(string encounter, string change, int version, string kind) =>
        Plan(600 + version, kind, encounter, _messages.EventGrid(change, "Encounter", encounter, version, day.AddMinutes(600 + version)));

    public IReadOnlyList<SampleEvent> Finish()
    {
        foreach (var told in _planned.Where(told => told.Minute < 600).ToArray())
            if (random.Next(8) == 0) Plan(told.Minute + random.Next(1, 120), told.Kind + "-again", told.Encounter, told.Body);
        Unreadable();
        return [.. _planned.OrderBy(told => told.Minute).ThenBy(told => told.Order)
            .Select((told, place) => new SampleEvent($"{place + 1:0000}-{told.Kind}.json", told.Kind, told.Encounter, told.Body))];
    }

    private byte[] Envelope(int number, string change, SamplePatient patient, int version, DateTimeOffset time) => (number % 10) switch
    {
        2 or 6 => _messages.CloudEvent(change, "Encounter", patient.EncounterId, version, time),
        4 => EventMessages.Resource(patient.Today[version - 1]),
        8 => EventMessages.Bundle(patient.Today[version - 1], patient.Note),
        _ => _messages.EventGrid(change, "Encounter", patient.EncounterId, version, time),
    };

    private void Unreadable()
    {
        var whole = _messages.EventGrid("Created", "Encounter", SampleIds.Of(options.Seed, "nobody"), 1, day);
        Plan(60, "malformed-cut-off", null, whole[..(whole.Length / 2)]);
        Plan(125, "malformed-no-envelope", null, Encoding.UTF8.GetBytes(new JsonObject { ["hello"] = "world" }.ToJsonString()));
        Plan(210, "malformed-unknown-type", null, _messages.EventGrid("Created", "Horoscope", SampleIds.Of(options.Seed, "stars"), 1, day));
        Plan(305, "malformed-bad-id", null, _messages.EventGrid("Created", "Encounter", "../../etc/passwd", 1, day));
        Plan(480, "malformed-not-json", null, "MSH|^~\\&|this is not JSON"u8.ToArray());
    }

    private void Plan(int minute, string kind, string? encounter, byte[] body) => _planned.Add((minute, _planned.Count, kind, encounter, body));
}
