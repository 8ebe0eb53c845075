using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>A CDS Hooks feedback request (cds-hooks.hl7.org 2.0, "Feedback"): what a clinician did with cards.</summary>
public sealed record FeedbackRequest(ImmutableArray<FeedbackItem> Items)
{
    /// <summary>More than a screen of cards ever holds.</summary>
    private const int MostItems = 200;

    private const int LongestComment = 10_000, LongestCode = 256;

    /// <summary>Reads a request as a whole: nothing of it is taken when a part is wrong.</summary>
    /// <param name="problem">What is wrong, in words for the client's developer; quotes nothing of the body.</param>
    /// <returns>Null when it is none.</returns>
    public static FeedbackRequest? TryRead(ReadOnlyMemory<byte> body, out string problem)
    {
        if (HookBody.Open(body) is not { } root)
        {
            problem = HookBody.NotJson;
            return null;
        }

        var given = root.Child("feedback") is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().ToArray() : [];
        problem = given.Length is 0 or > MostItems ? $"The field 'feedback' must be an array of 1 to {MostItems} items." : given.Select(Problem).FirstOrDefault(one => one is not null) ?? "";
        return problem.Length > 0 ? null : new FeedbackRequest([.. given.Select(Item)]);
    }

    private static string? Problem(JsonElement item)
    {
        if (CardUuid.GroupOf(item.Text("card")) is null) return "'card' must be the uuid of a card.";
        if (item.Text("outcome") is not (OutcomeFeedback.Accepted or OutcomeFeedback.Overridden)) return "'outcome' must be 'accepted' or 'overridden'.";
        if (item.Text("outcome") == OutcomeFeedback.Accepted && !item.Items("acceptedSuggestions").Any()) return "'acceptedSuggestions' is required when the outcome is 'accepted'.";
        if (item.Items("acceptedSuggestions").Any(suggestion => CardUuid.GroupOf(suggestion.Text("id")) is null)) return "'acceptedSuggestions.id' must be the uuid of a suggestion.";
        if (Moment(item) is null) return "'outcomeTimestamp' must be an ISO 8601 time with its offset.";
        var reason = item.Child("overrideReason");
        if (reason?.Text("userComment")?.Length > LongestComment) return $"'overrideReason.userComment' must have at most {LongestComment} characters.";
        if (reason?.Child("reason") is { } coding && coding.Text("code") is not { Length: > 0 and <= LongestCode }) return $"'overrideReason.reason.code' must have 1 to {LongestCode} characters.";
        return null;
    }

    private static FeedbackItem Item(JsonElement item)
    {
        var reason = item.Child("overrideReason");
        var coding = reason?.Child("reason");
        return new FeedbackItem(
            item.Text("card")!.ToLowerInvariant(), item.Text("outcome")!,
            [.. item.Items("acceptedSuggestions").Select(suggestion => suggestion.Text("id")!.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)],
            coding?.Text("code"), coding?.Text("system") is { Length: <= LongestCode } system ? system : null,
            reason?.Text("userComment") is { Length: > 0 } comment ? comment : null, Moment(item)!.Value);
    }

    private static DateTimeOffset? Moment(JsonElement item) =>
        item.Text("outcomeTimestamp") is { Length: > 10 } text && text.Contains('T', StringComparison.Ordinal) ? FhirMoment.Parse(text)?.ToUniversalTime() : null;
}

/// <summary>What was done with one card.</summary>
/// <param name="Card">The card's uuid.</param>
/// <param name="Accepted">Uuids of the suggestions taken over.</param>
/// <param name="Comment">The clinician's own words: PHI.</param>
public sealed record FeedbackItem(
    string Card, string Outcome, ImmutableArray<string> Accepted, string? ReasonCode, string? ReasonSystem, string? Comment, DateTimeOffset At);
