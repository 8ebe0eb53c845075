using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage;

namespace MedRecCloud.Intake.CdsHooks;

/// <summary>Finds the stored outcome that a hook is about.</summary>
internal sealed class StoredCards(IProposalStore proposals, FhirServers servers)
{
    /// <summary>How many of the prefetched encounters are looked at when the client names none.</summary>
    private const int MostEncounters = 5;

    /// <summary>
    /// The outcome of the encounter in view, or of the newest prefetched one that has any. Null when there is none, when the client's FHIR server is not one of ours,
    /// and when the outcome is about another patient: an encounter's id alone must not show anybody's medicines.
    /// </summary>
    public async Task<(string Server, string EncounterId, OutcomeCards Cards)?> FindAsync(HookRequest request, CancellationToken cancellationToken)
    {
        if (ServerOf(request) is not { } server) return null;
        foreach (var encounter in request.Encounters.Take(MostEncounters))
        {
            if (await proposals.ReadCurrentAsync(server, encounter, cancellationToken) is not { } current) continue;
            if (await proposals.ReadBundleAsync(current.Bundle, cancellationToken) is not { } bundle) continue;
            var cards = ProposalCards.Of(bundle.Span);
            if (cards.PatientId == request.PatientId) return (server, encounter, cards);
        }

        return null;
    }

    /// <summary>Name of the client's FHIR server among ours; a client that names none is taken to speak of the default one.</summary>
    public string? ServerOf(HookRequest request) =>
        request.FhirServer is { Length: > 0 } named ? servers.Find(named)?.Name : servers.Default?.Name ?? RequestKey.DefaultServer;
}
