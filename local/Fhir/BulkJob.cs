using System.Collections.Immutable;

namespace MedRecCloud.Local.Fhir;

/// <summary>A bulk export in the making, or made: which versions its files hold. The resources themselves stay where they are.</summary>
internal sealed class BulkJob(string id, string request, DateTimeOffset started)
{
    // Written by the job's own task, read by requests.
    private volatile ImmutableSortedDictionary<string, ImmutableArray<StoredVersion>>? _files;
    private volatile int _percent;

    public string Id { get; } = id;

    /// <summary>The URL it was asked for with.</summary>
    public string Request { get; } = request;

    public DateTimeOffset Started { get; } = started;

    public CancellationTokenSource Stop { get; } = new();

    public int Percent { get => _percent; set => _percent = value; }

    /// <summary>By type; null while it is being made.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<StoredVersion>>? Files { get => _files; set => _files = value; }
}
