namespace MedRecCloud.Fhir.Bulk;

/// <summary>What a server says to the kick-off of a bulk export, or to a look at one.</summary>
public abstract record BulkAnswer
{
    private BulkAnswer()
    {
    }

    /// <summary>It has begun.</summary>
    /// <param name="Status">Where to look for it.</param>
    public sealed record Started(Uri Status) : BulkAnswer;

    /// <summary>Not yet: it is being made, or the server is busy.</summary>
    /// <param name="After">When to ask again, as the server says; null when it does not.</param>
    /// <param name="Progress">The server's own words, at most 60 plain characters.</param>
    public sealed record Wait(TimeSpan? After, string? Progress) : BulkAnswer;

    /// <summary>It is there.</summary>
    public sealed record Ready(BulkManifest Manifest) : BulkAnswer;

    /// <summary>The server knows it no more.</summary>
    public sealed record Gone : BulkAnswer;

    /// <summary>It will not be made.</summary>
    /// <param name="Reason">In words that name no content and no URL.</param>
    public sealed record Refused(string Reason) : BulkAnswer;
}
