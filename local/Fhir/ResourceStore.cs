using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Fhir;

/// <summary>
/// Every resource of the export and the overlay, by type and id, by patient and by encounter. An export may hold several versions of a resource
/// (by meta.versionId) and deletions (a transaction Bundle with DELETE entries, as the Bulk Data specification writes them).
/// </summary>
internal sealed class ResourceStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Type, string Id), ResourceHistory> _resources = [];
    private readonly Dictionary<string, List<ResourceHistory>> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Patient), List<ResourceHistory>> _byPatient = [];
    private readonly Dictionary<(string Type, string Encounter), List<ResourceHistory>> _byEncounter = [];
    private readonly ExportSpool? _spool;
    private readonly OverlayLog _log;
    private readonly TimeProvider _time;

    private ResourceStore(LocalFhirOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        if (options.ExportFolder is { } folder)
        {
            var exported = new DateTimeOffset(Directory.GetLastWriteTimeUtc(folder), TimeSpan.Zero);
            var deletions = new List<(string Type, string Id)>();
            _spool = ExportSpool.Create(options.DataFolder);
            _spool.Unpack(folder, (json, offset) => Load(json, offset, exported, deletions), cancellationToken);
            foreach (var (type, id) in deletions)
                Add(type, id, new((_resources.GetValueOrDefault((type, id))?.Current.Version ?? 0) + 1, exported, null, 0, 0, default), null, null);
        }
        _log = OverlayLog.Open(options.DataFolder, Apply);
    }

    public static ResourceStore Open(LocalFhirOptions options, TimeProvider time, CancellationToken cancellationToken) => new(options, time, cancellationToken);

    /// <summary>Held while a transaction reads, decides and writes.</summary>
    public Lock WriteLock { get; } = new();

    public int Count
    {
        get { lock (_lock) return _resources.Count; }
    }

    public DateTimeOffset Now => _time.GetUtcNow();

    public StoredVersion[] Versions(string type, string id)
    {
        lock (_lock) return _resources.GetValueOrDefault((type, id))?.Versions ?? [];
    }

    public string[] Types()
    {
        lock (_lock) return [.. _byType.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The current resources of a type, without the deleted ones: all, or those of a patient or an encounter.</summary>
    public ResourceHistory[] Find(string type, string? patient, string? encounter)
    {
        lock (_lock)
        {
            var found = encounter is not null ? _byEncounter.GetValueOrDefault((type, encounter))
                : patient is not null ? _byPatient.GetValueOrDefault((type, patient))
                : _byType.GetValueOrDefault(type);
            if (found is null) return [];
            return [.. found.Where(one => !one.Current.IsDeleted
                && (patient is null || one.Patient == patient) && (encounter is null || one.Encounter == encounter))];
        }
    }

    public ResourceHistory? Find(string type, string id)
    {
        lock (_lock) return _resources.GetValueOrDefault((type, id));
    }

    /// <summary>The resource's JSON with versionId and lastUpdated stated.</summary>
    public byte[] Read(StoredVersion version)
    {
        var stamp = ResourceStamp.Of(version);
        var json = new byte[version.Length + stamp.Length];
        var at = Math.Max(version.Stamp.At, 0);
        if (version.Bytes is { } bytes)
        {
            bytes.AsSpan(0, at).CopyTo(json);
            bytes.AsSpan(at).CopyTo(json.AsSpan(at + stamp.Length));
        }
        else
        {
            _spool!.Read(version.Offset, json.AsSpan(0, at));
            _spool.Read(version.Offset + at, json.AsSpan(at + stamp.Length));
        }
        stamp.CopyTo(json.AsSpan(at));
        return json;
    }

    /// <summary>Writes all changes, on disk first. The caller holds <see cref="WriteLock"/>.</summary>
    public void Write(IReadOnlyList<OverlayChange> changes)
    {
        if (changes.Count == 0) return;
        _log.Append(changes);
        foreach (var change in changes) Apply(change);
    }

    public void Dispose()
    {
        _log.Dispose();
        _spool?.Dispose();
    }

    private void Apply(OverlayChange change)
    {
        if (change.Bytes is not { } bytes)
        {
            Add(change.Type, change.Id, new(change.Version, change.LastUpdated, null, 0, 0, default), null, null);
            return;
        }
        var head = ResourceHead.Read(bytes);
        Add(change.Type, change.Id, new(change.Version, change.LastUpdated, bytes, 0, bytes.Length, StampPlace.Of(head, bytes)), head.Patient, head.Encounter);
    }

    private void Load(ReadOnlySpan<byte> json, long offset, DateTimeOffset exported, List<(string, string)> deletions)
    {
        var head = ResourceHead.Read(json, idRequired: false);
        if (head.Type == "Bundle" && Deletions(json, deletions)) return;
        if (head.Id.Length == 0) throw FhirFailure.Unprocessable("The resource has no id.");
        var version = new StoredVersion(head.Version ?? 1, head.LastUpdated ?? exported, null, offset, json.Length, StampPlace.Of(head, json));
        Add(head.Type, head.Id, version, head.Patient, head.Encounter);
    }

    private static bool Deletions(ReadOnlySpan<byte> json, List<(string, string)> deletions)
    {
        var reader = new Utf8JsonReader(json);
        using var bundle = JsonDocument.ParseValue(ref reader);
        if (!bundle.RootElement.TryGetProperty("type", out var type) || type.GetString() != "transaction") return false;
        foreach (var entry in bundle.RootElement.GetProperty("entry").EnumerateArray())
            if (ResourceKey.TryParse(entry.GetProperty("request").GetProperty("url").GetString()) is { } key) deletions.Add((key.Type, key.Id));
        return true;
    }

    private void Add(string type, string id, StoredVersion version, string? patient, string? encounter)
    {
        lock (_lock)
        {
            if (!_resources.TryGetValue((type, id), out var resource))
            {
                type = _byType.TryGetValue(type, out var same) ? same[0].Type : string.Intern(type);
                _resources[(type, id)] = resource = new ResourceHistory(type, id);
                Under(_byType, type, resource);
            }
            resource.Add(version);
            // The index follows the newest version; a later line with an older version does not move it.
            if (version.IsDeleted || resource.Current != version) return;
            if (patient is not null && resource.Patient != patient) Under(_byPatient, (type, patient), resource);
            if (encounter is not null && resource.Encounter != encounter) Under(_byEncounter, (type, encounter), resource);
            (resource.Patient, resource.Encounter) = (patient, encounter);
        }
    }

    private static void Under<TKey>(Dictionary<TKey, List<ResourceHistory>> index, TKey key, ResourceHistory resource) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list)) index[key] = list = [];
        if (resource.Versions.Length < 2 || !list.Contains(resource)) list.Add(resource);
    }
}
