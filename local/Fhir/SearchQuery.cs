using System.Text;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Fhir;

/// <summary>A search as understood: what the index answers, what is filtered, and how the answer is cut into pages.</summary>
internal sealed class SearchQuery
{
    private const int DefaultCount = 50, MaxCount = 1000;

    public required string Type { get; init; }

    /// <summary>Parameters as they are repeated in the links, without the paging token.</summary>
    public List<(string Name, string Value)> Used { get; } = [];

    public string[]? Ids { get; private set; }
    public string[]? Patients { get; private set; }
    public string[]? Encounters { get; private set; }
    public List<SearchFilter> Filters { get; } = [];
    public List<(string Source, string Parameter)> Includes { get; } = [];
    public string? Sort { get; private set; }
    public int Count { get; private set; } = DefaultCount;
    public int Offset { get; private set; }
    public bool WithTotal { get; private set; }
    public bool OnlyCount { get; private set; }

    /// <param name="strict">True for <c>Prefer: handling=strict</c>: an unknown parameter is refused instead of left out.</param>
    public static SearchQuery Parse(string type, IEnumerable<(string Name, string Value)> parameters, bool strict)
    {
        var query = new SearchQuery { Type = type };
        foreach (var (name, value) in parameters)
        {
            if (value.Length == 0) continue;
            if (query.Take(name, value)) query.Used.Add((name, value));
            else if (strict && name != "ct") throw FhirFailure.Malformed($"{type} has no search parameter '{name}' here.");
        }
        return query;
    }

    public string Link(string baseUrl, int? offset)
    {
        var text = new StringBuilder(baseUrl).Append('/').Append(Type);
        var mark = '?';
        foreach (var (name, value) in Used)
        {
            text.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }
        return offset is null ? text.ToString() : text.Append(mark).Append("ct=").Append(Convert.ToHexStringLower(BitConverter.GetBytes(offset.Value))).ToString();
    }

    private bool Take(string name, string value)
    {
        switch (name)
        {
            case "_id":
                Ids = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
                return true;
            case "patient" or "subject" or "subject:Patient":
                Patients = Merge(Patients, References(value, "Patient"));
                return true;
            case "encounter" or "encounter:Encounter":
            case "context" when Type == "MedicationAdministration":
                Encounters = Merge(Encounters, References(value, "Encounter"));
                return true;
            case "_count":
                Count = int.TryParse(value, out var count) && count >= 0 ? Math.Min(count, MaxCount) : throw FhirFailure.Malformed("_count must be a whole number.");
                return true;
            case "_sort":
                Sort = value.Split(',')[0];
                return true;
            case "_total":
                WithTotal = value == "accurate";
                return true;
            case "_summary":
                return OnlyCount = value == "count";
            case "_include":
                var parts = value.Split(':');
                if (parts.Length > 1) Includes.Add((parts[0], parts[1]));
                return true;
            case "ct":
                try { Offset = BitConverter.ToInt32(Convert.FromHexString(value)); }
                catch (Exception error) when (error is FormatException or ArgumentException) { throw FhirFailure.Malformed("The paging token is none of this server's."); }
                return false;
            default:
                if (SearchFilter.Create(Type, name, value) is not { } filter) return false;
                Filters.Add(filter);
                return true;
        }
    }

    private static string[] Merge(string[]? known, string[] more) => known is null ? more : [.. known.Intersect(more)];

    private static string[] References(string value, string type) =>
        [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => ResourceKey.TryParse(one) is { } key && key.Type == type ? key.Id : one)];
}
