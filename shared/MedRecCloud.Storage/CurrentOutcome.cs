using System.Collections.Immutable;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Storage;

/// <summary><c>proposals/{encounter}/current.json</c>: which result of an encounter stands, and its short form for lists.</summary>
public sealed record CurrentOutcome
{
    public required string Server { get; init; }

    public required ResourceKey Encounter { get; init; }

    /// <summary>proposed, abstained or withdrawn.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, for the latter two (an <c>AbstentionReason</c> or <c>WithdrawalReason</c> as a kebab-case word).</summary>
    public string? Reason { get; init; }

    /// <summary>Proposed drugs, best supported first.</summary>
    public ImmutableArray<ProposedDrug> Drugs { get; init; } = [];

    /// <summary>Findings on the proposed drugs plus rejected candidates.</summary>
    public int Issues { get; init; }

    /// <summary>Blob name of the FHIR Bundle in the same container.</summary>
    public required string Bundle { get; init; }

    /// <summary>Name of the result; equal for equal content, model and prompt.</summary>
    public required string Key { get; init; }

    public required string ContextHash { get; init; }

    /// <summary>See InferenceRequest.AsOf; only a newer outcome replaces this one.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>name@version of the model that answered; null for a withdrawal.</summary>
    public string? Model { get; init; }

    /// <summary>Age in years and sex, for lists.</summary>
    public int? Age { get; init; }

    public string? Sex { get; init; }
}

/// <summary>A proposed drug in an outcome's short form.</summary>
public sealed record ProposedDrug(string Drug, double Probability);
