using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Proposals;

/// <summary>What a clinician did with one card: took suggestions over, or passed the card over. Holds PHI.</summary>
public sealed record OutcomeFeedback
{
    public const string Accepted = "accepted";
    public const string Overridden = "overridden";

    public required string Server { get; init; }

    /// <summary>FHIR id of the encounter, without its type; null when the call that showed the card named none.</summary>
    public string? EncounterId { get; init; }

    /// <summary>The CDS service the feedback came to.</summary>
    public required string Service { get; init; }

    /// <summary>The card's uuid.</summary>
    public required string Card { get; init; }

    /// <summary>What the card was about: a rule of the safety review, or the choice of proposals.</summary>
    public required string Topic { get; init; }

    /// <summary>The drugs that were taken over, or that the card was about.</summary>
    public ImmutableArray<string> Drugs { get; init; } = [];

    /// <summary><see cref="Accepted"/> or <see cref="Overridden"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Code of the reason chosen, and the system it is from; null when none was.</summary>
    public string? ReasonCode { get; init; }

    /// <inheritdoc cref="ReasonCode"/>
    public string? ReasonSystem { get; init; }

    /// <summary>The clinician's own words. Never logged.</summary>
    public string? Comment { get; init; }

    /// <summary>When the clinician acted, by the client's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
