using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Sample;

/// <summary>A made-up day in a clinic: what the FHIR server holds at its end, and the messages in the order they are sent.</summary>
/// <param name="Resources">Every version of every resource, oldest first.</param>
/// <param name="Deleted">References of the resources deleted in the end.</param>
internal sealed record SampleDay(IReadOnlyList<JsonObject> Resources, IReadOnlyList<string> Deleted, IReadOnlyList<SampleEvent> Events);
