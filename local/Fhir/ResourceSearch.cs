using System.Buffers;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Fhir;

/// <summary>Answers searches with a searchset Bundle.</summary>
internal sealed class ResourceSearch(ResourceStore store)
{
    public byte[] Answer(SearchQuery query, string baseUrl)
    {
        var page = new List<byte[]>();
        var keys = new List<ResourceHistory>();
        int matched = 0, end = query.Offset + query.Count;
        foreach (var resource in Sorted(query, Candidates(query)))
        {
            if (query.Filters.Count == 0 && !Wanted(matched, query, end))
            {
                if (++matched > end && !query.WithTotal && !query.OnlyCount) break;
                continue;
            }
            var json = store.Read(resource.Current);
            if (query.Filters.Count > 0 && !Matches(query, json)) continue;
            if (Wanted(matched, query, end))
            {
                page.Add(json);
                keys.Add(resource);
            }
            if (++matched > end && !query.WithTotal && !query.OnlyCount) break;
        }
        return Bundle(query, baseUrl, page, keys, matched, end);
    }

    private static bool Wanted(int place, SearchQuery query, int end) => !query.OnlyCount && place >= query.Offset && place < end;

    private static bool Matches(SearchQuery query, byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return query.Filters.TrueForAll(filter => filter.Matches(document.RootElement));
    }

    private IEnumerable<ResourceHistory> Candidates(SearchQuery query)
    {
        if (query.Ids is { } ids)
            return ids.Select(id => store.Find(query.Type, id)).OfType<ResourceHistory>().Where(one => !one.Current.IsDeleted)
                .Where(one => query.Patients?.Contains(one.Patient) != false && query.Encounters?.Contains(one.Encounter) != false);
        if (query.Encounters is { } encounters)
            return encounters.SelectMany(encounter => store.Find(query.Type, null, encounter)).Where(one => query.Patients?.Contains(one.Patient) != false);
        return query.Patients is { } patients ? patients.SelectMany(patient => store.Find(query.Type, patient, null)) : store.Find(query.Type, null, null);
    }

    private IEnumerable<ResourceHistory> Sorted(SearchQuery query, IEnumerable<ResourceHistory> found)
    {
        if (query.Sort is not { } sort) return found;
        var (name, down) = sort.StartsWith('-') ? (sort[1..], true) : (sort, false);
        Func<ResourceHistory, IComparable> key = name switch
        {
            "_id" => one => one.Id,
            "_lastUpdated" => one => one.Current.LastUpdated,
            _ when SearchParameters.Elements(SearchParameters.Dates, query.Type, name) is { } elements => one => First(one, elements),
            _ => throw FhirFailure.Malformed($"{query.Type} cannot be sorted by '{name}' here."),
        };
        return down ? found.OrderByDescending(key).ThenBy(one => one.Id, StringComparer.Ordinal) : found.OrderBy(key).ThenBy(one => one.Id, StringComparer.Ordinal);
    }

    private DateTimeOffset First(ResourceHistory resource, string[] elements)
    {
        using var document = JsonDocument.Parse(store.Read(resource.Current));
        return elements.SelectMany(path => ElementPath.Values(document.RootElement, path)).Select(ElementPath.Date).FirstOrDefault(date => date is not null)?.Start
            ?? DateTimeOffset.MinValue;
    }

    private byte[] Bundle(SearchQuery query, string baseUrl, List<byte[]> page, List<ResourceHistory> keys, int matched, int end)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, page.Sum(json => json.Length + 200) + 512));
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("resourceType", "Bundle");
        writer.WriteString("type", "searchset");
        if (query.WithTotal || query.OnlyCount) writer.WriteNumber("total", matched);
        writer.WriteStartArray("link");
        Link(writer, "self", query.Link(baseUrl, null));
        if (matched > end && query.Count > 0 && !query.OnlyCount) Link(writer, "next", query.Link(baseUrl, end));
        writer.WriteEndArray();
        if (page.Count > 0)
        {
            writer.WriteStartArray("entry");
            for (var i = 0; i < page.Count; i++) Entry(writer, baseUrl, keys[i].Type, keys[i].Id, page[i], "match");
            foreach (var included in Included(query, page)) Entry(writer, baseUrl, included.Type, included.Id, store.Read(included.Current), "include");
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private IEnumerable<ResourceHistory> Included(SearchQuery query, List<byte[]> page)
    {
        if (query.Includes.Count == 0) return [];
        var found = new Dictionary<string, ResourceHistory>(StringComparer.Ordinal);
        foreach (var json in page)
        {
            using var document = JsonDocument.Parse(json);
            foreach (var (_, parameter) in query.Includes.Where(include => include.Source == query.Type))
                foreach (var path in SearchParameters.Elements(SearchParameters.References, query.Type, parameter) ?? [])
                    foreach (var value in ElementPath.Values(document.RootElement, path))
                        if (ResourceKey.TryParse(ElementPath.Text(value, "reference")) is { } key && store.Find(key.Type, key.Id) is { Current.IsDeleted: false } target)
                            found.TryAdd(key.Unversioned, target);
        }
        return found.Values;
    }

    private static void Link(Utf8JsonWriter writer, string relation, string url)
    {
        writer.WriteStartObject();
        writer.WriteString("relation", relation);
        writer.WriteString("url", url);
        writer.WriteEndObject();
    }

    private static void Entry(Utf8JsonWriter writer, string baseUrl, string type, string id, byte[] json, string mode)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl", $"{baseUrl}/{type}/{id}");
        writer.WritePropertyName("resource");
        writer.WriteRawValue(json, skipInputValidation: true);
        writer.WriteStartObject("search");
        writer.WriteString("mode", mode);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
