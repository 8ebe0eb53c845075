namespace MedRecCloud.Local.Broker.Entities;

/// <summary>What a receiver decided about a locked message.</summary>
internal abstract record Settlement
{
    private static readonly IReadOnlyDictionary<string, object?> NoProperties = new Dictionary<string, object?>();

    private Settlement()
    {
    }

    /// <summary>Application properties to add or replace.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = NoProperties;

    public sealed record Complete : Settlement
    {
        public static readonly Complete Instance = new();
    }

    /// <summary>Back to the queue; counts as a failed delivery.</summary>
    public sealed record Abandon : Settlement;

    /// <summary>Back to the queue without having been looked at: a client returns what it had prefetched. Does not count.</summary>
    public sealed record Release : Settlement;

    public sealed record Defer : Settlement;

    public sealed record DeadLetter(string? Reason, string? Description) : Settlement;
}
