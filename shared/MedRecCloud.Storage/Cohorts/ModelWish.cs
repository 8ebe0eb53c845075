namespace MedRecCloud.Storage.Cohorts;

/// <summary>A model that a manifest asks for.</summary>
/// <param name="Name">Name of the package; null: the one that answers live requests.</param>
/// <param name="Version">Null: the current or newest.</param>
public sealed record ModelWish(string? Name, string? Version)
{
    /// <summary>The one that answers live requests.</summary>
    public static ModelWish Live { get; } = new(null, null);

    /// <summary>Reads NAME or NAME@VERSION; null when it is neither.</summary>
    public static ModelWish? TryParse(string? words) => words?.Split('@') switch
    {
        [{ Length: > 0 } name] => new ModelWish(name, null),
        [{ Length: > 0 } name, { Length: > 0 } version] => new ModelWish(name, version),
        _ => null,
    };

    /// <summary>As in a manifest; <c>live</c> for the one that answers live requests.</summary>
    public override string ToString() => Name is null ? "live" : Version is null ? Name : $"{Name}@{Version}";
}
