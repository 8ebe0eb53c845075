using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>One card.</summary>
/// <param name="Summary">At most 140 characters.</param>
/// <param name="Detail">GitHub-flavoured Markdown.</param>
/// <param name="Indicator">info, warning or critical.</param>
/// <param name="SelectionBehavior">Required by the specification where there are suggestions.</param>
/// <param name="Drugs">The drugs the card is about, for the record of feedback; not sent.</param>
public sealed record Card(
    string Uuid,
    string Summary,
    string? Detail,
    string Indicator,
    CardSource Source,
    ImmutableArray<CardSuggestion>? Suggestions = null,
    string? SelectionBehavior = null,
    ImmutableArray<OverrideReason>? OverrideReasons = null,
    [property: JsonIgnore] ImmutableArray<string>? Drugs = null);

/// <summary>Who says so.</summary>
public sealed record CardSource(string Label, CardTopic Topic);

/// <summary>A code clients group and silence cards by: the rule's id.</summary>
public sealed record CardTopic(string System, string Code, string Display);

/// <summary>A change the clinician may take over.</summary>
/// <param name="Drug">The drug it drafts, for the record of feedback; not sent.</param>
public sealed record CardSuggestion(string Label, string Uuid, bool IsRecommended, ImmutableArray<CardAction> Actions, [property: JsonIgnore] string Drug = "");

/// <summary>One resource to create.</summary>
public sealed record CardAction(string Type, string Description, JsonElement Resource);

/// <summary>A reason the clinician may give for passing a card over; comes back in the feedback.</summary>
public sealed record OverrideReason(string Code, string System, string Display)
{
    /// <summary>The reasons offered on every card.</summary>
    public static ImmutableArray<OverrideReason> All { get; } =
    [
        new("benefit-outweighs-risk", UrnSystem, "The benefit outweighs the risk"),
        new("already-monitored", UrnSystem, "The risk is known and monitored"),
        new("not-applicable", UrnSystem, "Does not apply to this patient"),
        new("wrong-data", UrnSystem, "The record is wrong or out of date"),
        new("patient-preference", UrnSystem, "The patient prefers otherwise"),
    ];

    private const string UrnSystem = "urn:medreccloud:override-reason";
}
