namespace MedRecCloud.Local.Fhir;

/// <summary>A resource with all its versions, oldest first. Changed only under the store's lock.</summary>
internal sealed class ResourceHistory(string type, string id)
{
    public string Type { get; } = type;

    public string Id { get; } = id;

    /// <summary>Of the newest version that was not a deletion.</summary>
    public string? Patient { get; set; }

    /// <inheritdoc cref="Patient"/>
    public string? Encounter { get; set; }

    /// <summary>Replaced, never changed, so that a reader may keep it.</summary>
    public StoredVersion[] Versions { get; private set; } = [];

    public StoredVersion Current => Versions[^1];

    /// <summary>Adds a version in its place; a version number seen again replaces the former one.</summary>
    public void Add(StoredVersion version)
    {
        var versions = Versions.Where(known => known.Version != version.Version).Append(version).ToArray();
        if (versions.Length > 1) Array.Sort(versions, (left, right) => left.Version.CompareTo(right.Version));
        Versions = versions;
    }
}
