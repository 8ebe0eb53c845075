using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Servers;

namespace MedRecCloud.Intake.Encounters;

/// <summary>An encounter that an event concerns.</summary>
/// <param name="Server">Where its context is read; null when the message itself carries it.</param>
/// <param name="ServerName">Goes into every key.</param>
/// <param name="Encounter">With the version the event speaks of, when known.</param>
internal sealed record IntakeTarget(FhirServerClient? Server, string ServerName, ResourceKey Encounter)
{
    /// <summary>Why a note of the encounter that the event speaks of no longer stands; null when it does, or when the event speaks of no note.</summary>
    public WithdrawalReason? LostNote { get; init; }

    /// <summary>The message says that the encounter was deleted, and no server can be asked.</summary>
    public bool IsDeleted { get; init; }
}
