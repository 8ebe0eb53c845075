namespace MedRecCloud.Local.Sample;

/// <summary>One message of the day, as it is put on the queue.</summary>
/// <param name="Name">File name, also the MessageId without its ending: unique in a day.</param>
/// <param name="Encounter">Id of the encounter it is about; null for one that nobody can read.</param>
internal sealed record SampleEvent(string Name, string Kind, string? Encounter, byte[] Body)
{
    public string MessageId => Path.GetFileNameWithoutExtension(Name);
}
