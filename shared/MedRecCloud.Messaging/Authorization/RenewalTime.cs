namespace MedRecCloud.Messaging;

/// <summary>When to renew what ends by itself.</summary>
internal static class RenewalTime
{
    private static readonly TimeSpan TokenMargin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LockMargin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>A token: five minutes before its end, or after four fifths of a short life.</summary>
    public static TimeSpan OfToken(TimeSpan remaining) => Before(remaining, remaining / 5, TokenMargin);

    /// <summary>A lock: ten seconds before its end, or after half of a short life.</summary>
    public static TimeSpan OfLock(TimeSpan remaining) => Before(remaining, remaining / 2, LockMargin);

    private static TimeSpan Before(TimeSpan remaining, TimeSpan share, TimeSpan margin)
    {
        var due = remaining - (share < margin ? share : margin);
        return due > Shortest ? due : Shortest;
    }
}
