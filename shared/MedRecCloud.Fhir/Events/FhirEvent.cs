using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Events;

/// <summary>What one message says, whatever it was wrapped in. Owns the parsed JSON until disposed.</summary>
public sealed class FhirEvent : IDisposable
{
    private readonly List<JsonDocument> _documents = [];
    private readonly Dictionary<string, CarriedResource> _carried = new(StringComparer.Ordinal);
    private readonly List<FhirChange> _changes = [];
    private readonly List<SubscriptionNotice> _notices = [];
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);
    private readonly List<FhirEventException> _problems = [];

    /// <summary>The outermost envelope.</summary>
    public EnvelopeKind Kind { get; internal set; }

    /// <summary>Encounters and DocumentReferences to act on, each once.</summary>
    public IReadOnlyList<FhirChange> Changes => _changes;

    /// <summary>Resources that came along, of each its newest version.</summary>
    public IReadOnlyCollection<CarriedResource> Carried => _carried.Values;

    public IReadOnlyList<SubscriptionNotice> Notices => _notices;

    /// <summary>Why parts of the message ask for nothing ("handshake", "resource type not used"); no content.</summary>
    public IReadOnlyCollection<string> Ignored => _ignored;

    /// <summary>Parts that cannot be read, when others can.</summary>
    public IReadOnlyList<FhirEventException> Problems => _problems;

    public CarriedResource? Find(ResourceKey key) => _carried.TryGetValue(key.Unversioned, out var carried) ? carried : null;

    public void Dispose()
    {
        foreach (var document in _documents) document.Dispose();
        _documents.Clear();
    }

    internal JsonElement Own(JsonDocument document)
    {
        _documents.Add(document);
        return document.RootElement;
    }

    internal void Ignore(string why) => _ignored.Add(why);

    internal void Fail(FhirEventException problem) => _problems.Add(problem);

    internal void Notice(SubscriptionNotice notice) => _notices.Add(notice);

    internal void Change(FhirChange change)
    {
        var known = _changes.FindIndex(other => other.Server == change.Server && other.Resource.Unversioned == change.Resource.Unversioned);
        if (known < 0) _changes.Add(change);
        else if (ResourceVersion.Compare(change.Resource.Version, _changes[known].Resource.Version) > 0) _changes[known] = change;
    }

    internal void Carry(ResourceKey key, JsonElement json)
    {
        if (_carried.TryGetValue(key.Unversioned, out var known)
            && (ResourceVersion.Compare(key.Version, known.Key.Version), Nullable.Compare(json.LastUpdated(), known.Json.LastUpdated())) is var order
            && (order.Item1 < 0 || (order.Item1 == 0 && order.Item2 <= 0))) return;
        _carried[key.Unversioned] = new CarriedResource(key, json);
    }
}
