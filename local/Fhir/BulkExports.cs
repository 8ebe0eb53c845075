using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using MedRecCloud.Fhir.Exports;

namespace MedRecCloud.Local.Fhir;

/// <summary>
/// Bulk exports of Groups (Bulk Data Access, <c>Group/{id}/$export</c>): asked for, made beside other work, fetched, dropped. <c>_type</c> and <c>_since</c> are known.
/// They live in memory: a server that is started again has forgotten them, as their askers must bear.
/// </summary>
internal sealed class BulkExports(ResourceStore store, TimeSpan lifetime, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, BulkJob> _jobs = new(StringComparer.Ordinal);

    /// <param name="request">The URL asked.</param>
    /// <exception cref="FhirFailure">There is no such Group, or a parameter is unknown.</exception>
    public BulkJob Start(string group, string request, IEnumerable<(string Name, string Value)> parameters, bool strict)
    {
        var (types, since) = Read(parameters, strict);
        string[] patients = [.. Members(group)];
        Forget();
        var job = new BulkJob(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), request, time.GetUtcNow());
        _jobs[job.Id] = job;
        _ = Task.Run(() => Make(job, patients, types, since), job.Stop.Token);
        return job;
    }

    /// <summary>Null when it was dropped, has expired, or never was.</summary>
    public BulkJob? Find(string id)
    {
        Forget();
        return _jobs.GetValueOrDefault(id);
    }

    public DateTimeOffset ExpiryOf(BulkJob job) => job.Started + lifetime;

    public void Drop(BulkJob job)
    {
        job.Stop.Cancel();
        _jobs.TryRemove(job.Id, out _);
    }

    public void Dispose()
    {
        foreach (var job in _jobs.Values) Drop(job);
    }

    private void Forget()
    {
        foreach (var job in _jobs.Values)
            if (time.GetUtcNow() >= ExpiryOf(job)) Drop(job);
    }

    private void Make(BulkJob job, string[] patients, string[]? types, DateTimeOffset? since)
    {
        var wanted = store.Types().Where(type => types is null || types.Contains(type)).ToArray();
        var files = wanted.ToDictionary(type => type, _ => new List<StoredVersion>(), StringComparer.Ordinal);
        var needed = new HashSet<(string Type, string Id)>();
        for (var i = 0; i < patients.Length; i++)
        {
            job.Stop.Token.ThrowIfCancellationRequested();
            foreach (var type in wanted)
            {
                foreach (var resource in store.Find(type, patients[i], null))
                {
                    // Their Medication and Binary belong to nobody, and to the export nevertheless.
                    foreach (var key in ResourceLinks.Read(store.Read(resource.Current)).Needed) needed.Add((key.Type, key.Id));
                    Add(files, type, resource.Current, since);
                }
            }

            job.Percent = 100 * (i + 1) / patients.Length;
        }

        foreach (var (type, id) in needed.Order())
            if (store.Find(type, id) is { Current.IsDeleted: false } resource) Add(files, type, resource.Current, since);
        job.Files = files.Where(file => file.Value.Count > 0).ToImmutableSortedDictionary(file => file.Key, file => file.Value.ToImmutableArray(), StringComparer.Ordinal);
    }

    private static void Add(Dictionary<string, List<StoredVersion>> files, string type, StoredVersion version, DateTimeOffset? since)
    {
        if (files.TryGetValue(type, out var file) && !(version.LastUpdated <= since)) file.Add(version);
    }

    private IEnumerable<string> Members(string group)
    {
        if (store.Find("Group", group) is not { Current.IsDeleted: false } found) throw FhirFailure.NotFound($"Group/{group}");
        using var json = JsonDocument.Parse(store.Read(found.Current));
        if (!json.RootElement.TryGetProperty("member", out var members)) return [];
        return [.. members.EnumerateArray()
            .Where(member => !(member.TryGetProperty("inactive", out var inactive) && inactive.ValueKind == JsonValueKind.True))
            .Select(member => member.TryGetProperty("entity", out var entity) && entity.TryGetProperty("reference", out var reference) ? Clinical.Vocabulary.ResourceKey.TryParse(reference.GetString()) : null)
            .Where(key => key is { Type: "Patient" }).Select(key => key!.Id).Distinct(StringComparer.Ordinal)];
    }

    private static (string[]? Types, DateTimeOffset? Since) Read(IEnumerable<(string Name, string Value)> parameters, bool strict)
    {
        string[]? types = null;
        DateTimeOffset? since = null;
        foreach (var (name, value) in parameters)
        {
            switch (name)
            {
                case "_type":
                    types = [.. types ?? [], .. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
                    break;
                case "_since" when DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var moment):
                    since = moment;
                    break;
                case "_outputFormat" when value is "application/fhir+ndjson" or "application/ndjson" or "ndjson":
                    break;
                default:
                    if (strict || name is "_since" or "_outputFormat") throw new FhirFailure(400, "not-supported", $"The parameter {name} with this value is not supported here.");
                    break;
            }
        }

        return (types, since);
    }
}
